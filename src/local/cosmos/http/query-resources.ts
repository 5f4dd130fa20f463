import { queryCharge } from "#local/cosmos/charge/charge.ts";
import { listSource } from "#local/cosmos/engine/list-source.ts";
import { runPage } from "#local/cosmos/engine/run-page.ts";
import { PAGE_SIZE_DEFAULT } from "#local/cosmos/limits.ts";
import { invalidPayload, Refusal } from "#local/cosmos/refusal.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { objectBody } from "./body.ts";
import { feedReply, type Reply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";

/** A query over databases, containers or offers. There are never many: they come in one page. */
export function queryResources(
  name: string,
  resources: readonly JsonObject[],
  request: CosmosRequest,
  nowMs: number,
): Reply | Refusal {
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const text = body["query"];
  if (typeof text !== "string") return invalidPayload();
  const page = runPage({
    text,
    parameters: body["parameters"],
    resumeFilter: undefined,
    continuation: null,
    maxItemCount: Math.max(PAGE_SIZE_DEFAULT, resources.length),
    scope: { partitionKey: null },
    source: listSource(resources),
    partitionRangeId: "0",
    nowMs,
  });
  return page instanceof Refusal ? page : feedReply("", name, page.documents, queryCharge(0));
}
