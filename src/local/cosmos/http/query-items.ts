import { logicalFor, partitionFor } from "#local/cosmos/engine/container.ts";
import { documentSource, type HashSlice, prefixSource, WHOLE_RANGE } from "#local/cosmos/engine/document-source.ts";
import { waitForAll, waitUntilShown } from "#local/cosmos/engine/execute-operation.ts";
import { keyOfHeader } from "#local/cosmos/engine/partition-key.ts";
import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { pinnedPartitionKey } from "#local/cosmos/query/cross-partition.ts";
import { orRefusal } from "#local/cosmos/engine/run-page.ts";
import { sweepExpired } from "#local/cosmos/engine/sweep.ts";
import { badRequest, rangeGone, Refusal } from "#local/cosmos/refusal.ts";
import { queryAllPartitions } from "./cross-partition-query.ts";
import { type ItemContext } from "./items.ts";
import { ownerHeaders } from "./owner-headers.ts";
import { planFor } from "./query-plan.ts";
import { queryReply } from "./query-reply.ts";
import { type ItemQuery, readItemQuery } from "./query-request.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest, isOn } from "./request.ts";
import { type QueryPlace, runItemQuery } from "./run-item-query.ts";

const CROSS_PARTITION_DISABLED =
  "Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.";

/** The slice of the hash range that a request names; one that holds the whole partition is no limit. */
export function sliceOf(request: CosmosRequest, physical: PhysicalPartition): HashSlice {
  const min = request.header("x-ms-start-epk");
  const max = request.header("x-ms-end-epk");
  const isWhole = (min === null || min <= physical.min) && (max === null || max >= physical.max);
  return isWhole ? WHOLE_RANGE : { min, max };
}

/** Where a query with a partition key in its header runs. */
function placeOfKey(context: ItemContext, header: string): QueryPlace | Refusal {
  const { container } = context;
  const key = keyOfHeader(header);
  if (key instanceof Refusal) return key;
  const levels = container.settings.keyPaths.length;
  if (key.length === levels) {
    const { physical } = logicalFor(container, key);
    return { physical, source: documentSource(container, physical, WHOLE_RANGE), key };
  }
  if (key.length > levels) return badRequest("The partition key has more components than the container defines.");
  return { physical: partitionFor(container, ""), source: prefixSource(container), key };
}

/** Where a query that names a physical partition runs; a key that its WHERE pins narrows it to that key. */
function placeOfRange(context: ItemContext, request: CosmosRequest, query: ItemQuery): QueryPlace | Refusal {
  const { engine, container } = context;
  const physical = container.partitions.find(({ id }) => id === request.header("x-ms-documentdb-partitionkeyrangeid"));
  if (physical === undefined) return rangeGone();
  const slice = sliceOf(request, physical);
  const { text, parameters } = query;
  const pinned = orRefusal(() =>
    pinnedPartitionKey({ text, parameters, nowMs: engine.nowMs() }, container.settings.keyPaths),
  );
  if (pinned instanceof Refusal) return pinned;
  const key = slice === WHOLE_RANGE ? pinned : null;
  return { physical, source: documentSource(container, physical, slice), key };
}

function queryOnePlace(
  context: ItemContext,
  request: CosmosRequest,
  at: { readonly query: ItemQuery; readonly place: QueryPlace | Refusal },
): Reply | Refusal {
  if (at.place instanceof Refusal) return at.place;
  const result = runItemQuery(context, at.query, at.place);
  return result instanceof Refusal ? result : queryReply(context.container, at.place.physical, request, result);
}

function answer(context: ItemContext, request: CosmosRequest, query: ItemQuery): Reply | Refusal {
  const key = request.header("x-ms-documentdb-partitionkey");
  if (key !== null) return queryOnePlace(context, request, { query, place: placeOfKey(context, key) });
  if (request.header("x-ms-documentdb-partitionkeyrangeid") !== null) {
    return queryOnePlace(context, request, { query, place: placeOfRange(context, request, query) });
  }
  if (request.method !== "GET" && !isOn(request, "x-ms-documentdb-query-enablecrosspartition")) {
    return badRequest(CROSS_PARTITION_DISABLED);
  }
  return queryAllPartitions(context, request, query);
}

/** Queries and plain reads of `/docs`. What is shown is on disk first. */
export async function handleQuery(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const { engine, container } = context;
  const query = readItemQuery(request);
  if (query instanceof Refusal) return query;
  sweepExpired(engine, container);
  const reply = answer(context, request, query);
  await waitForAll(container.partitions.map((physical) => waitUntilShown(engine, physical, physical.lsn)));
  return reply;
}

/** A client asks how to run a query over several partitions. */
export function handleQueryPlan(context: ItemContext, request: CosmosRequest): Reply | Refusal {
  const { engine, container } = context;
  const query = readItemQuery(request);
  if (query instanceof Refusal) return query;
  const plan = planFor(container, query, engine.nowMs());
  if (plan instanceof Refusal) return plan;
  return { status: 200, chargeRu: 0, headers: ownerHeaders(container), body: JSON.stringify(plan) };
}
