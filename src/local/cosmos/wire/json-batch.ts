import { isJsonObject } from "#local/cosmos/json.ts";
import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { isArray, type Json } from "#local/cosmos/sql/value.ts";
import { type BatchOperation, type BatchResult, isOperationKind } from "./batch-operation.ts";

const textOrNull = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

/** A bulk operation's key comes as JSON text from one SDK and as an array from another. */
function keyText(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readOperation(value: Json): BatchOperation | Refusal {
  if (!isJsonObject(value)) return badRequest("An operation of the batch is not an object.");
  const kind = value["operationType"];
  if (!isOperationKind(kind)) return badRequest(`Unknown operation type ${JSON.stringify(kind)}.`);
  return {
    kind,
    id: textOrNull(value["id"]),
    body: value["resourceBody"],
    ifMatch: textOrNull(value["ifMatch"]),
    ifNoneMatch: textOrNull(value["ifNoneMatch"]),
    partitionKeyText: keyText(value["partitionKey"]),
    minimal: value["minimalReturnPreference"] === true,
  };
}

/** The operations of a JSON batch, or the refusal of the first one that is not an operation. */
export function readJsonBatch(body: Json): readonly BatchOperation[] | Refusal {
  if (!isArray(body)) return badRequest("The batch must be an array of operations.");
  const operations: BatchOperation[] = [];
  for (const value of body) {
    const operation = readOperation(value);
    if (operation instanceof Refusal) return operation;
    operations.push(operation);
  }
  return operations;
}

function writeResult(result: BatchResult): string {
  const parts = [`"statusCode":${result.statusCode}`, `"requestCharge":${result.chargeRu}`];
  if (result.subStatusCode !== null) parts.push(`"subStatusCode":${result.subStatusCode}`);
  if (result.retryAfterMs !== null) parts.push(`"retryAfterMilliseconds":${result.retryAfterMs}`);
  if (result.etag !== null) parts.push(`"eTag":${JSON.stringify(result.etag)}`);
  if (result.bodyText !== null) parts.push(`"resourceBody":${result.bodyText}`);
  return `{${parts.join(",")}}`;
}

/** The JSON text that answers a JSON batch; the items' own text is used as it is kept. */
export function writeJsonBatch(results: readonly BatchResult[]): string {
  return `[${results.map(writeResult).join(",")}]`;
}
