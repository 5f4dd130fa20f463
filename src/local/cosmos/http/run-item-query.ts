import { queryCharge, readChargeAt } from "#local/cosmos/charge/charge.ts";
import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { runPage } from "#local/cosmos/engine/run-page.ts";
import { pay, throttle } from "#local/cosmos/engine/throughput.ts";
import { type DocumentSource, type PartitionKey } from "#local/cosmos/query/source.ts";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type ItemContext } from "./items.ts";
import { type QueryResult } from "./query-reply.ts";
import { type ItemQuery } from "./query-request.ts";

export type QueryPlace = {
  /** The partition that pays, and that a continuation is good for. */
  readonly physical: PhysicalPartition;
  readonly source: DocumentSource;
  readonly key: PartitionKey | null;
};

/** One page of a query over one physical partition, charged; 429 where its throughput is used up. */
export function runItemQuery(context: ItemContext, query: ItemQuery, place: QueryPlace): QueryResult | Refusal {
  const { engine, container, consistency } = context;
  const { physical, source, key } = place;
  const nowMs = engine.nowMs();
  const throttled = throttle(container, physical, nowMs);
  if (throttled !== null) return throttled;
  const scope = { partitionKey: key };
  const page = runPage({ ...query, scope, source, partitionRangeId: physical.id, nowMs });
  if (page instanceof Refusal) return page;
  const { matched, sizeBytes } = page.work;
  const chargeRu = readChargeAt(consistency, queryCharge(sizeBytes));
  pay(container, physical, chargeRu);
  return {
    documents: page.documents,
    continuation: page.continuation,
    chargeRu,
    loaded: matched,
    loadedBytes: sizeBytes,
  };
}
