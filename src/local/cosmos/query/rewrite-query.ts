import { type Call, type Expression, type Select } from "#local/cosmos/sql/ast.ts";
import { itemNames } from "#local/cosmos/sql/compile-projection.ts";
import { printExpression, printFrom, printOrderBy, printSelection } from "#local/cosmos/sql/print.ts";
import { SqlError } from "#local/cosmos/sql/sql-error.ts";
import { aggregatesIn, isAggregateCall, selectedAggregates } from "#local/cosmos/sql/traverse.ts";

/** An SDK puts the filter with which it takes an ORDER BY up again in this place. */
const FILTER_PLACEHOLDER = "{documentdb-formattableorderbyquery-filter}";

/** TOP, OFFSET and LIMIT with the parameters filled in. */
export type Counts = { readonly top: number | null; readonly offset: number | null; readonly limit: number | null };

/** The one aggregate that an expression is: a client can merge that, and nothing around it. */
function soleAggregate(expression: Expression, where: string): Call {
  if (isAggregateCall(expression)) return expression;
  const message = `Compositions of aggregates and other expressions are not allowed ${where}.`;
  throw new SqlError("SC2103", message, null);
}

/** What a partition hands out for an aggregate, so that a client can merge it with those of other partitions. */
function mergeable(aggregate: Call): string {
  const whole = printExpression(aggregate);
  const argument = aggregate.args.map(printExpression).join(", ");
  if (aggregate.name === "AVG") return `{"item": {"sum": SUM(${argument}), "count": COUNT(${argument})}}`;
  if (aggregate.name !== "MIN" && aggregate.name !== "MAX") return `{"item": ${whole}}`;
  // A partition without a value must not be taken for one with the value undefined.
  return `{"item": ${whole}, "item2": {"${aggregate.name.toLowerCase()}": ${whole}, "count": COUNT(${argument})}}`;
}

const fromAndWhere = (select: Select): string =>
  printFrom(select.from) + (select.where === null ? "" : `\nWHERE ${printExpression(select.where)}`);

function groupedPayload({ selection }: Select): string {
  if (selection.type === "value") {
    const { expression } = selection;
    const aggregate = aggregatesIn(expression).length > 0 ? soleAggregate(expression, "with GROUP BY") : null;
    return aggregate === null ? printExpression(expression) : `[${mergeable(aggregate)}]`;
  }
  const items = selection.type === "items" ? selection.items : [];
  const names = itemNames(items);
  const cells = items.map(({ expression }, at) => {
    const aggregated = aggregatesIn(expression).length > 0;
    const cell = aggregated
      ? mergeable(soleAggregate(expression, "in a cross partition query"))
      : printExpression(expression);
    return `${JSON.stringify(names[at])}: ${cell}`;
  });
  return `{${cells.join(", ")}}`;
}

function rewriteGrouped(select: Select): string {
  const keys = select.groupBy.map((key) => `{"item": ${printExpression(key)}}`).join(", ");
  const groupBy = select.groupBy.map(printExpression).join(", ");
  const head = select.groupBy.length === 0 ? "" : `[${keys}] AS groupByItems, `;
  const tail = select.groupBy.length === 0 ? "" : `\nGROUP BY ${groupBy}`;
  return `SELECT ${head}${groupedPayload(select)} AS payload\n${fromAndWhere(select)}${tail}`;
}

/** OFFSET can be skipped only after merging, so every partition hands out the rows to skip as well. */
const firstRows = (counts: Counts): string => `\nOFFSET 0 LIMIT ${(counts.offset ?? 0) + (counts.limit ?? 0)}`;

function orderedPayload({ selection }: Select, alias: string): string {
  if (selection.type === "star") return alias;
  if (selection.type === "value") return printExpression(selection.expression);
  const names = itemNames(selection.items);
  const cells = selection.items.map(
    ({ expression }, at) => `${JSON.stringify(names[at])}: ${printExpression(expression)}`,
  );
  return `{${cells.join(", ")}}`;
}

function rewriteOrdered(select: Select, counts: Counts): string {
  const alias = select.from[0]?.alias ?? "";
  const top = counts.top === null || select.distinct ? "" : `TOP ${counts.top} `;
  const keys = select.orderBy.map((item) => `{"item": ${printExpression(item.expression)}}`).join(", ");
  const where = select.where === null ? "" : `(${printExpression(select.where)}) AND `;
  const page = counts.offset === null || select.distinct ? "" : firstRows(counts);
  const head = `SELECT ${top}${alias}._rid, [${keys}] AS orderByItems, ${orderedPayload(select, alias)} AS payload`;
  const filter = `WHERE ${where}(${FILTER_PLACEHOLDER})`;
  return `${head}\n${printFrom(select.from)}\n${filter}\n${printOrderBy(select)}${page}`;
}

/** The query that each partition runs in place of a query that a client merges; "" for one that it runs as it is. */
export function rewriteQuery(select: Select, counts: Counts): string {
  const [aggregate] = selectedAggregates(select);
  const { selection } = select;
  if (select.groupBy.length > 0 || (aggregate !== undefined && selection.type !== "value"))
    return rewriteGrouped(select);
  if (aggregate !== undefined && selection.type === "value") {
    const sole = soleAggregate(selection.expression, "with VALUE");
    return `SELECT VALUE [${mergeable(sole)}]\n${fromAndWhere(select)}`;
  }
  if (select.orderBy.length > 0) return rewriteOrdered(select, counts);
  if (counts.offset === null || select.distinct) return "";
  return `SELECT ${printSelection(selection)}\n${fromAndWhere(select)}${firstRows(counts)}`;
}
