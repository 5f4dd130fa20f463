import { createFrame } from "#local/cosmos/sql/frame.ts";
import { isAggregating } from "#local/cosmos/sql/traverse.ts";

import { prepareQuery } from "./compile-cache.ts";
import { pathKey, restrict } from "./constraints.ts";
import { readParameters } from "./parameters.ts";
import { type Json, type PartitionKey } from "./source.ts";

/**
 * Who can answer a query over several partitions: the gateway by walking one partition after another, the client by a
 * plan (the gateway refuses with 400/1004), or nobody without a plan (400: an aggregate outside of VALUE, GROUP BY).
 */
export type CrossPartition = "gateway" | "client" | "client-asking-first";

export function crossPartitionBy(text: string): CrossPartition {
  const { select } = prepareQuery(text).compiled;
  if (select.groupBy.length > 0 || (isAggregating(select) && select.selection.type !== "value")) {
    return "client-asking-first";
  }
  const merged = select.orderBy.length > 0 || select.distinct || select.top !== null || select.offset !== null;
  return merged || isAggregating(select) ? "client" : "gateway";
}

/** The partition key that the WHERE holds a query to (`c.productId = @p`), or null when it leaves more than one. */
export function pinnedPartitionKey(
  query: { readonly text: string; readonly parameters: Json | undefined; readonly nowMs: number },
  paths: readonly (readonly string[])[],
): PartitionKey | null {
  const frame = createFrame(readParameters(query.parameters), query.nowMs);
  const restrictions = restrict(prepareQuery(query.text).constraints, frame);
  if (restrictions === "nothing") return null;
  const levels = paths.map((path) => restrictions.get(pathKey(path)));
  const values = levels.flatMap((level) => (level?.type === "values" && level.values.length === 1 ? level.values : []));
  const usable = values.every((value) => value !== undefined && (value === null || typeof value !== "object"));
  return usable && values.length === paths.length ? values : null;
}
