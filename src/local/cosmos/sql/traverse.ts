import { type Call, type Expression, type Operation, type Select, type Selection } from "./ast.ts";
import { EXPRESSION_DEPTH_MAX } from "./limits.ts";
import { SqlError } from "./sql-error.ts";

/** The aggregate functions, and what a query plan calls each. */
export const AGGREGATES: ReadonlyMap<string, string> = new Map([
  ["COUNT", "Count"],
  ["SUM", "Sum"],
  ["MIN", "Min"],
  ["MAX", "Max"],
  ["AVG", "Average"],
  ["COUNTIF", "CountIf"],
]);

export function isAggregateCall(expression: Expression): expression is Call {
  return expression.type === "call" && !expression.userDefined && AGGREGATES.has(expression.name);
}

function operationParts(operation: Operation): readonly Expression[] {
  switch (operation.type) {
    case "unary":
      return [operation.operand];
    case "binary":
      return [operation.left, operation.right];
    case "logical":
      return operation.operands;
    case "in":
      return [operation.operand, ...operation.list];
    case "between":
      return [operation.operand, operation.lower, operation.upper];
    case "like":
      return [operation.operand, operation.pattern, ...(operation.escape === null ? [] : [operation.escape])];
    default:
      return [operation.condition, operation.whenTrue, operation.otherwise];
  }
}

/** The expressions directly inside one; those of a subquery belong to the subquery. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case "literal":
    case "parameter":
    case "identifier":
    case "subquery":
      return [];
    case "property":
      return [expression.on, expression.key];
    case "call":
      return expression.args;
    case "array":
      return expression.items;
    case "object":
      return expression.properties.map((property) => property.value);
    default:
      return operationParts(expression);
  }
}

export function selectedExpressions(selection: Selection): readonly Expression[] {
  if (selection.type === "star") return [];
  return selection.type === "value" ? [selection.expression] : selection.items.map((item) => item.expression);
}

/** The aggregate calls of an expression, outermost ones only. */
export function aggregatesIn(expression: Expression): readonly Call[] {
  return isAggregateCall(expression) ? [expression] : partsOf(expression).flatMap((part) => aggregatesIn(part));
}

export function selectedAggregates(select: Select): readonly Call[] {
  return selectedExpressions(select.selection).flatMap((expression) => aggregatesIn(expression));
}

/** True when the rows of a SELECT are folded into groups. */
export function isAggregating(select: Select): boolean {
  return select.groupBy.length > 0 || selectedAggregates(select).length > 0;
}

function expressionsOf(select: Select): readonly Expression[] {
  const paths = select.from.flatMap((source) => ("path" in source.over ? [source.over.path] : []));
  const clauses = [select.top, select.where, select.offset, select.limit].filter((clause) => clause !== null);
  const ordered = select.orderBy.map((item) => item.expression);
  return [...selectedExpressions(select.selection), ...paths, ...clauses, ...select.groupBy, ...ordered];
}

const subselectsOf = (select: Select) =>
  select.from.flatMap((source) => ("select" in source.over ? [source.over.select] : []));

/** Refuses a query whose tree is too deep to be walked by recursion; does so without recursion. */
export function checkDepth(root: Select): void {
  const open: { readonly node: Expression | Select; readonly depth: number }[] = [{ node: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (depth > EXPRESSION_DEPTH_MAX) {
      const message = `The query exceeded the maximum depth of ${EXPRESSION_DEPTH_MAX} nested expressions.`;
      throw new SqlError("SC3003", message, null);
    }
    const inside = "type" in node ? partsOf(node) : [...expressionsOf(node), ...subselectsOf(node)];
    for (const part of inside) open.push({ node: part, depth: depth + 1 });
    if ("type" in node && node.type === "subquery") open.push({ node: node.select, depth: depth + 1 });
  }
}
