import { crc32 } from "node:zlib";
import { parseJson } from "#local/cosmos/json.ts";
import { badRequest, invalidPayload, Refusal } from "#local/cosmos/refusal.ts";
import { type BatchOperation, type OperationKind } from "./batch-operation.ts";
import { RECORD_HEAD_BYTES, ROW_HEAD_BYTES, ROW_MARKER, RowReader, SCHEMA, SPARSE_TYPE } from "./hybrid-row.ts";

const KIND_BY_CODE: ReadonlyMap<number, OperationKind> = new Map([
  [0, "Create"],
  [1, "Patch"],
  [2, "Read"],
  [4, "Delete"],
  [5, "Replace"],
  [20, "Upsert"],
]);
/** The variable properties in the order of the schema, with their presence bits; the first two bits are fixed ones. */
const VARIABLE_BITS = { partitionKey: 2, effectivePartitionKey: 3, id: 4, binaryId: 5, resourceBody: 6 } as const;
const SPARSE = { ifMatch: 9, ifNoneMatch: 10, minimalReturnPreference: 12 } as const;

type SparseProperties = { ifMatch: string | null; ifNoneMatch: string | null; minimal: boolean };

function readSparse(reader: RowReader): SparseProperties {
  const found: SparseProperties = { ifMatch: null, ifNoneMatch: null, minimal: false };
  while (!reader.atEnd) {
    const type = reader.byte();
    const property = reader.varint();
    if (type === SPARSE_TYPE.utf8) {
      const text = reader.bytes().toString("utf8");
      if (property === SPARSE.ifMatch) found.ifMatch = text;
      if (property === SPARSE.ifNoneMatch) found.ifNoneMatch = text;
    } else if (type === SPARSE_TYPE.int32) {
      // The time to live of a single operation: the item's own `ttl` counts here, as in the service.
      reader.int32();
    } else if (type === SPARSE_TYPE.true || type === SPARSE_TYPE.false) {
      if (property === SPARSE.minimalReturnPreference) found.minimal = type === SPARSE_TYPE.true;
    } else {
      throw new RangeError(`a HybridRow has a property of the unexpected type ${type}`);
    }
  }
  return found;
}

function readOperation(row: Buffer): BatchOperation | Refusal {
  if (row.readUInt8(0) !== ROW_MARKER || row.readUInt32LE(1) !== SCHEMA.operation) {
    throw new RangeError("a record of the batch is not an operation");
  }
  const presence = row.readUInt8(ROW_HEAD_BYTES - 1);
  const reader = new RowReader(row, ROW_HEAD_BYTES);
  const code = reader.int32();
  // The resource type: always a document.
  reader.int32();
  const variable = (bit: number): Buffer | null => ((presence & (1 << bit)) === 0 ? null : reader.bytes());
  const partitionKey = variable(VARIABLE_BITS.partitionKey);
  variable(VARIABLE_BITS.effectivePartitionKey);
  const id = variable(VARIABLE_BITS.id);
  variable(VARIABLE_BITS.binaryId);
  const bodyBytes = variable(VARIABLE_BITS.resourceBody);
  const sparse = readSparse(reader);

  const kind = KIND_BY_CODE.get(code);
  if (kind === undefined) return badRequest(`Unknown operation type '${code}'.`);
  const body = bodyBytes === null ? undefined : parseJson(bodyBytes.toString("utf8"));
  if (body instanceof Refusal) return body;
  return {
    kind,
    id: id === null ? null : id.toString("utf8"),
    body,
    partitionKeyText: partitionKey === null ? null : partitionKey.toString("utf8"),
    ...sparse,
  };
}

function readRows(body: Buffer): readonly BatchOperation[] | Refusal {
  const operations: BatchOperation[] = [];
  let offset = 0;
  while (offset < body.length) {
    if (body.readUInt8(offset) !== ROW_MARKER) throw new RangeError("not a HybridRow");
    const schema = body.readUInt32LE(offset + 1);
    if (schema === SCHEMA.segment) {
      // The length of the segment row counts itself; zero would never end.
      offset += Math.max(body.readUInt32LE(offset + ROW_HEAD_BYTES), ROW_HEAD_BYTES);
      continue;
    }
    if (schema !== SCHEMA.record) throw new RangeError(`unknown HybridRow schema ${schema}`);
    const rowLength = body.readUInt32LE(offset + 5);
    const row = body.subarray(offset + RECORD_HEAD_BYTES, offset + RECORD_HEAD_BYTES + rowLength);
    if (row.length !== rowLength || crc32(row) !== body.readUInt32LE(offset + 9)) {
      throw new RangeError("a record of the batch is damaged");
    }
    const operation = readOperation(row);
    if (operation instanceof Refusal) return operation;
    operations.push(operation);
    offset += RECORD_HEAD_BYTES + rowLength;
  }
  return operations;
}

/** The operations of a binary batch, or 400 for a malformed or damaged one. */
export function readBinaryBatch(body: Buffer): readonly BatchOperation[] | Refusal {
  try {
    return readRows(body);
  } catch (error) {
    if (error instanceof RangeError) return invalidPayload();
    throw error;
  }
}
