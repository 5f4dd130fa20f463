import { type Expression, type FromSource, type Operation, type Property, type Select, type Selection } from "./ast.ts";
import { isReserved } from "./cursor.ts";

function printLiteral(value: string | number | boolean | null | undefined): string {
  return value === undefined ? "undefined" : JSON.stringify(value);
}

function printProperty({ on, key }: Property): string {
  const name = key.type === "literal" && typeof key.value === "string" ? key.value : "";
  if (/^[A-Za-z_]\w*$/.test(name) && !isReserved(name)) return `${printExpression(on)}.${name}`;
  return `${printExpression(on)}[${printExpression(key)}]`;
}

const printList = (expressions: readonly Expression[]): string => expressions.map(printExpression).join(", ");

function printOperation(operation: Operation): string {
  const print = printExpression;
  switch (operation.type) {
    case "unary":
      return `(${operation.operator} ${print(operation.operand)})`;
    case "binary":
      return `(${print(operation.left)} ${operation.operator} ${print(operation.right)})`;
    case "logical":
      return `(${operation.operands.map(print).join(` ${operation.operator} `)})`;
    case "conditional":
      return `(${print(operation.condition)} ? ${print(operation.whenTrue)} : ${print(operation.otherwise)})`;
    default: {
      const subject = `${print(operation.operand)}${operation.negated ? " NOT" : ""}`;
      if (operation.type === "in") return `(${subject} IN (${printList(operation.list)}))`;
      if (operation.type === "between") {
        return `(${subject} BETWEEN ${print(operation.lower)} AND ${print(operation.upper)})`;
      }
      const escape = operation.escape === null ? "" : ` ESCAPE ${print(operation.escape)}`;
      return `(${subject} LIKE ${print(operation.pattern)}${escape})`;
    }
  }
}

const SUBQUERY_PREFIX = { scalar: "", exists: "EXISTS", array: "ARRAY" } as const;

/** Writes an expression as text that parses to the same expression. */
export function printExpression(node: Expression): string {
  switch (node.type) {
    case "literal":
      return printLiteral(node.value);
    case "parameter":
    case "identifier":
      return node.name;
    case "property":
      return printProperty(node);
    case "call":
      return `${node.userDefined ? "udf." : ""}${node.name}(${printList(node.args)})`;
    case "array":
      return `[${printList(node.items)}]`;
    case "object":
      return `{${node.properties.map(({ name, value }) => `${JSON.stringify(name)}: ${printExpression(value)}`).join(", ")}}`;
    case "subquery":
      return `${SUBQUERY_PREFIX[node.kind]}(${printSelect(node.select)})`;
    default:
      return printOperation(node);
  }
}

function printSource({ alias, over, each }: FromSource): string {
  if ("select" in over) return `${alias} IN (${printSelect(over.select)})`;
  const path = printExpression(over.path);
  if (each) return `${alias} IN ${path}`;
  return over.path.type === "identifier" && path === alias ? alias : `${path} AS ${alias}`;
}

export function printFrom(from: readonly FromSource[]): string {
  return from.map((source, at) => `${at === 0 ? "FROM" : "JOIN"} ${printSource(source)}`).join("\n");
}

export function printSelection(selection: Selection): string {
  if (selection.type === "star") return "*";
  if (selection.type === "value") return `VALUE ${printExpression(selection.expression)}`;
  return selection.items
    .map(({ expression, alias }) => printExpression(expression) + (alias === null ? "" : ` AS ${alias}`))
    .join(", ");
}

export function printOrderBy(select: Select): string {
  const items = select.orderBy.map(
    ({ expression, descending }) => `${printExpression(expression)} ${descending ? "DESC" : "ASC"}`,
  );
  return `ORDER BY ${items.join(", ")}`;
}

/** Writes a whole SELECT as text that parses to the same SELECT. */
export function printSelect(select: Select): string {
  const top = select.top === null ? "" : `TOP ${printExpression(select.top)} `;
  const clauses = [`SELECT ${select.distinct ? "DISTINCT " : ""}${top}${printSelection(select.selection)}`];
  if (select.from.length > 0) clauses.push(printFrom(select.from));
  if (select.where !== null) clauses.push(`WHERE ${printExpression(select.where)}`);
  if (select.groupBy.length > 0) clauses.push(`GROUP BY ${printList(select.groupBy)}`);
  if (select.orderBy.length > 0) clauses.push(printOrderBy(select));
  if (select.offset !== null && select.limit !== null) {
    clauses.push(`OFFSET ${printExpression(select.offset)} LIMIT ${printExpression(select.limit)}`);
  }
  return clauses.join("\n");
}
