import { roundRu } from "#local/cosmos/charge/charge.ts";
import { documentSource, WHOLE_RANGE } from "#local/cosmos/engine/document-source.ts";
import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { orRefusal } from "#local/cosmos/engine/run-page.ts";
import { isJsonObject, parseJson } from "#local/cosmos/json.ts";
import { type CrossPartition, crossPartitionBy } from "#local/cosmos/query/cross-partition.ts";
import { badRequest, CROSS_PARTITION_QUERY, Refusal } from "#local/cosmos/refusal.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { type ItemContext } from "./items.ts";
import { planFor } from "./query-plan.ts";
import { queryReply } from "./query-reply.ts";
import { type ItemQuery } from "./query-request.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";
import { runItemQuery } from "./run-item-query.ts";

const FIRST_CHANCE =
  "The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.";

/** As the hosted gateway does: it does not merge for the client, but hands over the plan with its refusal. */
function refuseMerging(context: ItemContext, query: ItemQuery, by: CrossPartition): Refusal {
  if (by === "client-asking-first") {
    return badRequest("Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.");
  }
  const plan = planFor(context.container, query, context.engine.nowMs());
  if (plan instanceof Refusal) return plan;
  const bodyExtra = { additionalErrorInfo: JSON.stringify(plan) };
  return new Refusal(400, "BadRequest", FIRST_CHANCE, { substatus: CROSS_PARTITION_QUERY, bodyExtra });
}

type Position = { readonly at: number; readonly inner: string | null };

const writePosition = ({ min, max }: PhysicalPartition, inner: string | null): string =>
  JSON.stringify({ token: inner, range: { min, max } });

function readPosition(partitions: readonly PhysicalPartition[], continuation: string | null): Position | Refusal {
  if (continuation === null) return { at: 0, inner: null };
  const token = parseJson(continuation);
  const range = isJsonObject(token) ? token["range"] : undefined;
  const inner = isJsonObject(token) ? token["token"] : undefined;
  const at = partitions.findIndex(({ min }) => isJsonObject(range) && range["min"] === min);
  if (at < 0 || !(inner === null || typeof inner === "string")) return badRequest("Invalid Continuation Token");
  return { at, inner };
}

/** A query without a key or a range: the physical partitions one after another, until a page is full. */
export function queryAllPartitions(context: ItemContext, request: CosmosRequest, query: ItemQuery): Reply | Refusal {
  const { container } = context;
  const { partitions } = container;
  const by = orRefusal(() => crossPartitionBy(query.text));
  if (by instanceof Refusal) return by;
  if (by !== "gateway") return refuseMerging(context, query, by);
  const position = readPosition(partitions, query.continuation);
  if (position instanceof Refusal) return position;

  const documents: Json[] = [];
  const total = { chargeRu: 0, loaded: 0, loadedBytes: 0 };
  const reply = (physical: PhysicalPartition, continuation: string | null): Reply =>
    queryReply(container, physical, request, {
      ...total,
      chargeRu: roundRu(total.chargeRu),
      documents,
      continuation,
    });
  let { inner: continuation } = position;
  let last = partitions.at(0);
  for (const physical of partitions.slice(position.at)) {
    const maxItemCount = query.maxItemCount - documents.length;
    if (maxItemCount <= 0) return reply(last ?? physical, writePosition(physical, null));
    const source = documentSource(container, physical, WHOLE_RANGE);
    const result = runItemQuery(context, { ...query, continuation, maxItemCount }, { physical, source, key: null });
    if (result instanceof Refusal) return result;
    documents.push(...result.documents);
    total.chargeRu += result.chargeRu;
    total.loaded += result.loaded;
    total.loadedBytes += result.loadedBytes;
    if (result.continuation !== null) return reply(physical, writePosition(physical, result.continuation));
    continuation = null;
    last = physical;
  }
  if (last === undefined) throw new Error("A container has at least one physical partition.");
  return reply(last, null);
}
