import { type Expression, type Identifier, type Property, type Select } from "./ast.ts";
import { printExpression } from "./print.ts";
import { SqlError } from "./sql-error.ts";
import { isAggregateCall, isAggregating, partsOf, selectedExpressions } from "./traverse.ts";

/** The first path that is neither inside of an aggregate nor (part of) a key of the groups. */
function strayPath(expression: Expression, keys: ReadonlySet<string>): Identifier | Property | null {
  if (isAggregateCall(expression) || keys.has(printExpression(expression))) return null;
  if (expression.type === "identifier" || expression.type === "property") return expression;
  for (const part of partsOf(expression)) {
    const stray = strayPath(part, keys);
    if (stray !== null) return stray;
  }
  return null;
}

/** Refuses to select from grouped rows what may differ inside one group. */
export function checkGrouping(select: Select): void {
  if (!isAggregating(select)) return;
  const keys = new Set(select.groupBy.map(printExpression));
  const paths = selectedExpressions(select.selection).map((expression) => strayPath(expression, keys));
  const strays = paths.filter((path) => path !== null).map(printExpression);
  const [name] = select.selection.type === "star" ? ["*"] : strays;
  if (name === undefined) return;
  throw new SqlError(
    "SC2102",
    `Property reference '${name}' is invalid in the select list because it is not contained in an aggregate function or the GROUP BY clause.`,
    null,
  );
}
