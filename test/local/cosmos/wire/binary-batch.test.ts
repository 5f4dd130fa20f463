import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "#local/cosmos/refusal.ts";
import { encodeVarint, isHybridRow, RowReader } from "#local/cosmos/wire/hybrid-row.ts";
import { readBinaryBatch } from "#local/cosmos/wire/read-binary-batch.ts";
import { writeBinaryBatch } from "#local/cosmos/wire/write-binary-batch.ts";
import { operationRow, record, SEGMENT, writeOperations } from "../support/binary-batch.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

test("[LC40] the segment row and a whole request are read from the bytes that the .NET SDK sends", () => {
  // Create: presence byte 01000011 (type, resource type, body), then the body as a varint length and JSON.
  const row = hex("81 7054e17f 43 00000000 02000000 0a 7b226964223a2261227d");
  const head = Buffer.alloc(8);
  head.writeUInt32LE(row.length, 0);
  head.writeUInt32LE(crc32(row), 4);
  const body = Buffer.concat([hex("81 f0d8ff7f 01 0a000000"), hex("81 f1d8ff7f"), head, row]);
  expect(isHybridRow(body)).toBe(true);
  expect(readBinaryBatch(body)).toEqual([
    {
      kind: "Create",
      id: null,
      body: { id: "a" },
      partitionKeyText: null,
      ifMatch: null,
      ifNoneMatch: null,
      minimal: false,
    },
  ]);
});

test("[LC40] every property of an operation is read, known sparse ones and those that are passed over", () => {
  const row = operationRow({
    code: 5,
    variable: { 2: '["p"]', 3: "epk", 4: "id1", 6: '{"id":"id1"}' },
    // ifMatch, ifNoneMatch, timeToLiveInSeconds, minimalReturnPreference
    sparse: [hex("14 09 03 226522"), hex("14 0a 01 2a"), hex("07 0b 3c000000"), hex("03 0c")],
  });
  expect(readBinaryBatch(Buffer.concat([SEGMENT, record(row)]))).toEqual([
    {
      kind: "Replace",
      id: "id1",
      body: { id: "id1" },
      partitionKeyText: '["p"]',
      ifMatch: '"e"',
      ifNoneMatch: "*",
      minimal: true,
    },
  ]);
});

test("[LC40] each operation's code means what the schema says", () => {
  const codes = [0, 1, 2, 4, 5, 20];
  const operations = readBinaryBatch(
    writeOperations(codes.map((code) => ({ code, variable: { 4: "x", 6: "{}" }, sparse: [] }))),
  );
  expect(operations).toMatchObject(
    ["Create", "Patch", "Read", "Delete", "Replace", "Upsert"].map((kind) => ({ kind })),
  );
});

test("[LC40] a reply has exactly the bytes of the schema", () => {
  const bytes = writeBinaryBatch([
    { statusCode: 201, subStatusCode: null, etag: '"e"', bodyText: '{"a":1}', retryAfterMs: null, chargeRu: 5.5 },
    { statusCode: 429, subStatusCode: 3200, etag: null, bodyText: null, retryAfterMs: 7, chargeRu: 0 },
  ]);
  const first = hex("81 7154e17f 0f c9000000 00000000 03 226522 07 7b2261223a317d 10 06 0000000000001640");
  const second = hex("81 7154e17f 03 ad010000 800c0000 0b 05 07000000 10 06 0000000000000000");
  expect(bytes).toEqual(Buffer.concat([SEGMENT, record(first), record(second)]));
});

test("[LC40] a damaged, cut or foreign body is 400, never a crash", () => {
  const sound = writeOperations([{ code: 0, variable: { 2: '["p"]', 6: '{"id":"a"}' }, sparse: [hex("03 0c")] }]);
  for (let length = SEGMENT.length + 1; length < sound.length; length++) {
    expect(readBinaryBatch(sound.subarray(0, length))).toBeInstanceOf(Refusal);
  }
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(sound);
      damaged.writeUInt8(damaged.readUInt8(at) ^ flip, at);
      const read = readBinaryBatch(damaged);
      // Only the segment's own fields are not covered by a checksum.
      expect(read instanceof Refusal || at < SEGMENT.length).toBe(true);
    }),
  );
  expect(readBinaryBatch(writeOperations([{ code: 3, variable: {}, sparse: [] }]))).toBeInstanceOf(Refusal);
  expect(readBinaryBatch(writeOperations([{ code: 0, variable: { 6: "no JSON" }, sparse: [] }]))).toBeInstanceOf(
    Refusal,
  );
});

test("[LC40] a varint is read as it was written", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (value) => {
      expect(new RowReader(encodeVarint(value), 0).varint()).toBe(value);
    }),
  );
});
