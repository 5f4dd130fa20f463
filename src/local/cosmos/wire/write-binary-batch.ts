import { crc32 } from "node:zlib";
import { type BatchResult } from "./batch-operation.ts";
import {
  encodeVarint,
  RECORD_HEAD_BYTES,
  ROW_HEAD_BYTES,
  ROW_MARKER,
  SCHEMA,
  SEGMENT_BYTES,
  SPARSE_TYPE,
} from "./hybrid-row.ts";

const PRESENT = { statusCode: 1, subStatusCode: 2, etag: 4, resourceBody: 8 } as const;
const SPARSE = { retryAfterMilliseconds: 5, requestCharge: 6 } as const;

function segment(): Buffer {
  const bytes = Buffer.alloc(SEGMENT_BYTES);
  bytes.writeUInt8(ROW_MARKER, 0);
  bytes.writeUInt32LE(SCHEMA.segment, 1);
  bytes.writeUInt8(1, 5);
  bytes.writeUInt32LE(SEGMENT_BYTES, ROW_HEAD_BYTES);
  return bytes;
}

function sparseHead(type: number, property: number, valueBytes: number): Buffer {
  const bytes = Buffer.alloc(2 + valueBytes);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt8(property, 1);
  return bytes;
}

function resultRow(result: BatchResult): Buffer {
  const head = Buffer.alloc(ROW_HEAD_BYTES + 8);
  const present =
    PRESENT.statusCode |
    PRESENT.subStatusCode |
    (result.etag === null ? 0 : PRESENT.etag) |
    (result.bodyText === null ? 0 : PRESENT.resourceBody);
  head.writeUInt8(ROW_MARKER, 0);
  head.writeUInt32LE(SCHEMA.result, 1);
  head.writeUInt8(present, ROW_HEAD_BYTES - 1);
  head.writeInt32LE(result.statusCode, ROW_HEAD_BYTES);
  head.writeInt32LE(result.subStatusCode ?? 0, ROW_HEAD_BYTES + 4);

  const parts: Buffer[] = [head];
  for (const text of [result.etag, result.bodyText]) {
    if (text === null) continue;
    const bytes = Buffer.from(text);
    parts.push(encodeVarint(bytes.length), bytes);
  }
  if (result.retryAfterMs !== null) {
    const retryAfter = sparseHead(SPARSE_TYPE.uint32, SPARSE.retryAfterMilliseconds, 4);
    retryAfter.writeUInt32LE(result.retryAfterMs, 2);
    parts.push(retryAfter);
  }
  const charge = sparseHead(SPARSE_TYPE.float64, SPARSE.requestCharge, 8);
  charge.writeDoubleLE(result.chargeRu, 2);
  parts.push(charge);
  return Buffer.concat(parts);
}

/** The binary body that answers a binary batch. */
export function writeBinaryBatch(results: readonly BatchResult[]): Buffer {
  const parts: Buffer[] = [segment()];
  for (const result of results) {
    const row = resultRow(result);
    const head = Buffer.alloc(RECORD_HEAD_BYTES);
    head.writeUInt8(ROW_MARKER, 0);
    head.writeUInt32LE(SCHEMA.record, 1);
    head.writeUInt32LE(row.length, 5);
    head.writeUInt32LE(crc32(row), 9);
    parts.push(head, row);
  }
  return Buffer.concat(parts);
}
