import { type Select } from "#local/cosmos/sql/ast.ts";
import { type CompiledSelect } from "#local/cosmos/sql/compile-select.ts";
import { itemNames } from "#local/cosmos/sql/compile-projection.ts";
import { createFrame } from "#local/cosmos/sql/frame.ts";
import { printExpression } from "#local/cosmos/sql/print.ts";
import { AGGREGATES, aggregatesIn, selectedAggregates } from "#local/cosmos/sql/traverse.ts";

import { checkOrderBy } from "./check-order-by.ts";
import { prepareQuery } from "./compile-cache.ts";
import { readParameters } from "./parameters.ts";
import { type Counts, rewriteQuery } from "./rewrite-query.ts";
import { type Json, type MakeQueryPlan } from "./source.ts";

/** Rows come in the order of the distinct values only when the one ORDER BY item is the value itself. */
function distinctType(select: Select): string {
  if (!select.distinct) return "None";
  const { selection, orderBy } = select;
  const [item] = orderBy;
  if (selection.type !== "value" || item === undefined || orderBy.length > 1) return "Unordered";
  return printExpression(selection.expression) === printExpression(item.expression) ? "Ordered" : "Unordered";
}

function aggregateTypes(select: Select): readonly string[] {
  if (select.selection.type !== "value") return [];
  return selectedAggregates(select)
    .slice(0, 1)
    .map((call) => AGGREGATES.get(call.name) ?? call.name);
}

/** The properties of a grouped row, each with the aggregate that it holds, if any. */
function groupedColumns(select: Select): readonly (readonly [name: string, aggregate: string | null])[] {
  const grouped = select.groupBy.length > 0 || selectedAggregates(select).length > 0;
  if (!grouped || select.selection.type !== "items") return [];
  const { items } = select.selection;
  return itemNames(items).map((name, at) => {
    const [call] = items[at] === undefined ? [] : aggregatesIn(items[at].expression);
    return [name, call === undefined ? null : (AGGREGATES.get(call.name) ?? null)];
  });
}

function queryInfo({ select, grouping }: CompiledSelect, counts: Counts): Json {
  // One aggregated row needs no order.
  const orderBy = grouping === null ? select.orderBy : [];
  const columns = groupedColumns(select);
  return {
    distinctType: distinctType(select),
    top: counts.top,
    offset: counts.offset,
    limit: counts.limit,
    orderBy: orderBy.map((item) => (item.descending ? "Descending" : "Ascending")),
    orderByExpressions: orderBy.map((item) => printExpression(item.expression)),
    groupByExpressions: select.groupBy.map(printExpression),
    groupByAliases: columns.map(([name]) => name),
    aggregates: aggregateTypes(select),
    groupByAliasToAggregateType: Object.fromEntries(columns),
    rewrittenQuery: rewriteQuery(select, counts),
    hasSelectValue: select.selection.type === "value",
    dCountInfo: null,
    hasNonStreamingOrderBy: false,
  };
}

/** The plan by which an SDK runs a query over several partitions and merges what they hand out. */
export const queryPlan: MakeQueryPlan = ({ text, parameters, indexing, queryRanges }) => {
  const { compiled, orderPaths } = prepareQuery(text);
  checkOrderBy(compiled.select, orderPaths, indexing);
  const frame = createFrame(readParameters(parameters), 0);
  const { top, offset, limit } = compiled.counts;
  const counts = { top: top(frame), offset: offset(frame), limit: limit(frame) };
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: queryInfo(compiled, counts),
    queryRanges: [...queryRanges],
    hybridSearchQueryInfo: null,
  };
};
