import { EPK_MAX, EPK_MIN, effectivePartitionKey, isPartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { type Container } from "#local/cosmos/engine/container.ts";
import { pinnedPartitionKey } from "#local/cosmos/query/cross-partition.ts";
import { orRefusal } from "#local/cosmos/engine/run-page.ts";
import { queryPlan } from "#local/cosmos/query/query-plan.ts";
import { type QueryRange } from "#local/cosmos/query/source.ts";
import { type Refusal } from "#local/cosmos/refusal.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { type ItemQuery } from "./query-request.ts";

const EVERYTHING: QueryRange = { min: EPK_MIN, max: EPK_MAX, isMinInclusive: true, isMaxInclusive: false };

/** How a client is to run a query over several physical partitions, and over which slices of the hash range. */
export function planFor(container: Container, query: ItemQuery, nowMs: number): Json | Refusal {
  const { text, parameters } = query;
  const { settings } = container;
  return orRefusal(() => {
    const key = pinnedPartitionKey({ text, parameters, nowMs }, settings.keyPaths);
    const point = key === null ? null : effectivePartitionKey(key.filter(isPartitionKeyValue), settings.isHierarchical);
    const range = point === null ? EVERYTHING : { min: point, max: point, isMinInclusive: true, isMaxInclusive: true };
    const { compositeIndexes, indexPolicy } = settings;
    const indexing = { compositeIndexes, isPathIndexed: (path: readonly string[]) => indexPolicy.isPathIndexed(path) };
    return queryPlan({ text, parameters, indexing, queryRanges: [range] });
  });
}
