import { type Expression, type ObjectConstructor, type Operand } from "./ast.ts";
import { type Cursor, isReserved } from "./cursor.ts";

type ParseExpression = (cursor: Cursor) => Expression;

/** Keywords that are functions, or plain names, where an operand is expected. */
const NAMES_THOUGH_RESERVED: ReadonlySet<string> = new Set(["VALUE"]);

const CONSTANTS: ReadonlyMap<string, boolean | null | undefined> = new Map([
  ["TRUE", true],
  ["FALSE", false],
  ["NULL", null],
  ["UNDEFINED", undefined],
]);

function parseProperty(cursor: Cursor, expression: ParseExpression): ObjectConstructor["properties"][number] {
  const token = cursor.peek();
  if (token.type !== "name" && token.type !== "string") cursor.fail();
  cursor.take();
  cursor.needOperator(":");
  return { name: token.type === "string" ? token.value : token.text, value: cursor.nested(() => expression(cursor)) };
}

function parseArguments(cursor: Cursor, expression: ParseExpression): readonly Expression[] {
  if (cursor.takeOperator(")")) return [];
  // COUNT(*) counts rows, as COUNT(1) does.
  if (cursor.takeOperator("*")) {
    cursor.needOperator(")");
    return [{ type: "literal", value: 1 }];
  }
  const args = cursor.list(() => cursor.nested(() => expression(cursor)));
  cursor.needOperator(")");
  return args;
}

function parseBracketed(cursor: Cursor, expression: ParseExpression): Expression {
  if (cursor.takeOperator("(")) {
    const inner: Expression = cursor.atKeyword("SELECT")
      ? { type: "subquery", kind: "scalar", select: cursor.select() }
      : cursor.nested(() => expression(cursor));
    cursor.needOperator(")");
    return inner;
  }
  if (cursor.takeOperator("[")) {
    const items = cursor.atOperator("]") ? [] : cursor.list(() => cursor.nested(() => expression(cursor)));
    cursor.needOperator("]");
    return { type: "array", items };
  }
  cursor.needOperator("{");
  const properties = cursor.atOperator("}") ? [] : cursor.list(() => parseProperty(cursor, expression));
  cursor.needOperator("}");
  return { type: "object", properties };
}

function parseNamed(cursor: Cursor, expression: ParseExpression): Operand {
  const token = cursor.peek();
  if (token.type !== "name") return cursor.fail();
  if (CONSTANTS.has(token.upper)) {
    cursor.take();
    return { type: "literal", value: CONSTANTS.get(token.upper) };
  }
  if ((token.upper === "EXISTS" || token.upper === "ARRAY") && cursor.atOperator("(", 1)) {
    cursor.take();
    cursor.take();
    const select = cursor.select();
    cursor.needOperator(")");
    return { type: "subquery", kind: token.upper === "EXISTS" ? "exists" : "array", select };
  }
  if (isReserved(token.text) && !NAMES_THOUGH_RESERVED.has(token.upper)) cursor.fail();
  cursor.take();
  if (token.upper === "UDF" && cursor.takeOperator(".")) {
    const name = cursor.needName();
    cursor.needOperator("(");
    return { type: "call", name, userDefined: true, args: parseArguments(cursor, expression), at: token.at };
  }
  if (cursor.takeOperator("(")) {
    return {
      type: "call",
      name: token.upper,
      userDefined: false,
      args: parseArguments(cursor, expression),
      at: token.at,
    };
  }
  return { type: "identifier", name: token.text, at: token.at };
}

function parseAtom(cursor: Cursor, expression: ParseExpression): Expression {
  const token = cursor.peek();
  switch (token.type) {
    case "number":
    case "string":
      cursor.take();
      return { type: "literal", value: token.value };
    case "parameter":
      cursor.take();
      return { type: "parameter", name: token.text };
    case "operator":
      return parseBracketed(cursor, expression);
    case "name":
      return parseNamed(cursor, expression);
    default:
      return cursor.fail();
  }
}

/** Continues an expression with `.name` and `[key]`. */
export function parsePath(cursor: Cursor, head: Expression, expression: ParseExpression): Expression {
  let path = head;
  for (;;) {
    if (cursor.takeOperator(".")) {
      const token = cursor.peek();
      if (token.type !== "name") cursor.fail();
      cursor.take();
      path = { type: "property", on: path, key: { type: "literal", value: token.text } };
    } else if (cursor.takeOperator("[")) {
      const key = cursor.nested(() => expression(cursor));
      cursor.needOperator("]");
      path = { type: "property", on: path, key };
    } else return path;
  }
}

/** One operand: a literal, a parameter, a path, a call, a subquery, a constructor or an expression in brackets. */
export function parseOperand(cursor: Cursor, expression: ParseExpression): Expression {
  return parsePath(cursor, parseAtom(cursor, expression), expression);
}
