import { crc32 } from "node:zlib";

export const SEGMENT = Buffer.from("81f0d8ff7f010a000000", "hex");

export type BinaryOperation = {
  readonly code: number;
  /** By presence bit: 2 partitionKey, 3 effectivePartitionKey, 4 id, 5 binaryId, 6 resourceBody. */
  readonly variable: Readonly<Record<number, string>>;
  /** Each with its type and number. */
  readonly sparse: readonly Buffer[];
};

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** The row of one operation, as the .NET SDK writes it. */
export function operationRow({ code, variable, sparse }: BinaryOperation): Buffer {
  const head = Buffer.alloc(14);
  const bits = Object.keys(variable).map(Number);
  head.writeUInt8(0x81, 0);
  head.writeUInt32LE(0x7fe15470, 1);
  head.writeUInt8(
    bits.reduce((presence, bit) => presence | (1 << bit), 3),
    5,
  );
  head.writeInt32LE(code, 6);
  head.writeInt32LE(2, 10);
  return Buffer.concat([head, ...bits.map((bit) => withLength(variable[bit] ?? "")), ...sparse]);
}

/** A row with the record header in front of it. */
export function record(row: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt8(0x81, 0);
  head.writeUInt32LE(0x7fffd8f1, 1);
  head.writeUInt32LE(row.length, 5);
  head.writeUInt32LE(crc32(row), 9);
  return Buffer.concat([head, row]);
}

export const writeOperations = (operations: readonly BinaryOperation[]): Buffer =>
  Buffer.concat([SEGMENT, ...operations.map((operation) => record(operationRow(operation)))]);

export type BinaryResult = {
  readonly status: number;
  readonly substatus: number;
  readonly etag: string | null;
  readonly body: string | null;
};

/** Reads what a reply says about each operation, by the reference's table and not by the code under test. */
export function readResults(bytes: Buffer): BinaryResult[] {
  const results: BinaryResult[] = [];
  let at = SEGMENT.length;
  while (at < bytes.length) {
    const rowLength = bytes.readUInt32LE(at + 5);
    const row = bytes.subarray(at + 13, at + 13 + rowLength);
    if (crc32(row) !== bytes.readUInt32LE(at + 9)) throw new Error("a record of the reply is damaged");
    let offset = 14;
    const next = (bit: number): string | null => {
      if ((row.readUInt8(5) & (1 << bit)) === 0) return null;
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = row.readUInt8(offset++);
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      offset += length;
      return row.toString("utf8", offset - length, offset);
    };
    results.push({ status: row.readInt32LE(6), substatus: row.readInt32LE(10), etag: next(2), body: next(3) });
    at += 13 + rowLength;
  }
  return results;
}
