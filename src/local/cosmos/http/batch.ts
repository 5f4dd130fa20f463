import { executeBatch } from "#local/cosmos/engine/execute-batch.ts";
import { type Outcome } from "#local/cosmos/engine/outcome.ts";
import { fullKeyOfHeader } from "#local/cosmos/engine/partition-key.ts";
import { parseJson } from "#local/cosmos/json.ts";
import { BATCH_OPERATIONS_MAX, BATCH_SIZE_MAX_BYTES } from "#local/cosmos/limits.ts";
import { badRequest, Refusal, tooLarge } from "#local/cosmos/refusal.ts";
import { type BatchOperation, type BatchResult } from "#local/cosmos/wire/batch-operation.ts";
import { isHybridRow } from "#local/cosmos/wire/hybrid-row.ts";
import { readJsonBatch, writeJsonBatch } from "#local/cosmos/wire/json-batch.ts";
import { readBinaryBatch } from "#local/cosmos/wire/read-binary-batch.ts";
import { writeBinaryBatch } from "#local/cosmos/wire/write-binary-batch.ts";
import { type ItemContext } from "./items.ts";
import { ownerHeaders, sessionHeaders } from "./owner-headers.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest, prefersMinimal } from "./request.ts";

/** The operations of a batch or bulk body, in either of its forms. */
export function readOperations(request: CosmosRequest): readonly BatchOperation[] | Refusal {
  if (request.body.length > BATCH_SIZE_MAX_BYTES) return tooLarge();
  if (isHybridRow(request.body)) return readBinaryBatch(request.body);
  const body = parseJson(request.body.toString("utf8"));
  return body instanceof Refusal ? body : readJsonBatch(body);
}

/** The results in the form that the operations came in. */
export function writeResults(request: CosmosRequest, results: readonly BatchResult[]): string | Buffer {
  return isHybridRow(request.body) ? writeBinaryBatch(results) : writeJsonBatch(results);
}

/** One operation's result; `minimal` leaves the item out. */
export function batchResult(result: Outcome | Refusal, minimal: boolean): BatchResult {
  if (result instanceof Refusal) {
    const { status, substatus, retryAfterMs, chargeRu } = result;
    return { statusCode: status, subStatusCode: substatus, etag: null, bodyText: null, retryAfterMs, chargeRu };
  }
  const { status, document, chargeRu } = result;
  return {
    statusCode: status,
    subStatusCode: null,
    etag: document?.etag ?? null,
    bodyText: document === null || minimal ? null : document.text,
    retryAfterMs: null,
    chargeRu,
  };
}

function checkBatch(operations: readonly BatchOperation[]): Refusal | null {
  if (operations.length === 0) return badRequest("Batch request has no operations.");
  if (operations.length <= BATCH_OPERATIONS_MAX) return null;
  return badRequest(
    `Batch request has more operations than what is supported. The maximum is ${BATCH_OPERATIONS_MAX}.`,
  );
}

/** A transactional batch: 200, or 207 with the refusal of one operation and 424 for the others. */
export async function handleBatch(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const { engine, container, consistency } = context;
  const key = fullKeyOfHeader(request.header("x-ms-documentdb-partitionkey"), container.settings.keyPaths.length);
  if (key instanceof Refusal) return key;
  const operations = readOperations(request);
  if (operations instanceof Refusal) return operations;
  const refusal = checkBatch(operations);
  if (refusal !== null) return refusal;
  const { result, physical, durable } = executeBatch(engine, { container, key, consistency }, operations);
  if (durable !== null) await durable;
  if (result instanceof Refusal) return result;

  const minimal = prefersMinimal(request);
  const results = result.results.map((each, index) =>
    batchResult(each, minimal || operations[index]?.minimal === true),
  );
  const substatus = result.failure?.substatus ?? null;
  return {
    status: result.failure === null ? 200 : 207,
    chargeRu: result.chargeRu,
    headers: {
      ...ownerHeaders(container),
      ...sessionHeaders(physical),
      ...(substatus === null ? {} : { "x-ms-substatus": String(substatus) }),
    },
    body: writeResults(request, results),
  };
}
