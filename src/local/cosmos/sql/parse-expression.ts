import { type BinaryOperator, type Expression, type UnaryOperator } from "./ast.ts";
import { type Cursor } from "./cursor.ts";
import { parseOperand } from "./parse-operand.ts";

/** Operators by how tightly they bind, loosest first. */
const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>", ">>>"],
  ["||"],
  ["+", "-"],
  ["*", "/", "%"],
];

const COMPARISONS: ReadonlyMap<string, BinaryOperator> = new Map([
  ["=", "="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);

const SIGNS: readonly UnaryOperator[] = ["-", "+", "~"];

function parseUnary(cursor: Cursor): Expression {
  const operator = SIGNS.find((sign) => cursor.takeOperator(sign));
  if (operator === undefined) return parseOperand(cursor, parseExpression);
  return { type: "unary", operator, operand: cursor.nested(() => parseUnary(cursor)) };
}

function parseBinary(cursor: Cursor, level: number): Expression {
  const operators = PRECEDENCE[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  for (;;) {
    const operator = operators.find((candidate) => cursor.takeOperator(candidate));
    if (operator === undefined) return left;
    left = { type: "binary", operator, left, right: parseBinary(cursor, level + 1) };
  }
}

/** IN, BETWEEN and LIKE, each with or without NOT; null when none of them follows. */
function parsePredicate(cursor: Cursor, operand: Expression): Expression | null {
  const negated = cursor.atKeyword("NOT");
  const word = cursor.peek(negated ? 1 : 0);
  if (word.type !== "name" || !["IN", "BETWEEN", "LIKE"].includes(word.upper)) return null;
  if (negated) cursor.take();
  if (cursor.takeKeyword("IN")) {
    cursor.needOperator("(");
    const list = cursor.list(() => cursor.nested(() => parseExpression(cursor)));
    cursor.needOperator(")");
    return { type: "in", operand, list, negated };
  }
  if (cursor.takeKeyword("BETWEEN")) {
    const lower = parseBinary(cursor, 0);
    cursor.needKeyword("AND");
    return { type: "between", operand, lower, upper: parseBinary(cursor, 0), negated };
  }
  cursor.needKeyword("LIKE");
  const pattern = parseBinary(cursor, 0);
  const escape = cursor.takeKeyword("ESCAPE") ? parseBinary(cursor, 0) : null;
  return { type: "like", operand, pattern, escape, negated };
}

function parseComparison(cursor: Cursor): Expression {
  let left = parseBinary(cursor, 0);
  for (;;) {
    const predicate = parsePredicate(cursor, left);
    if (predicate !== null) {
      left = predicate;
      continue;
    }
    const token = cursor.peek();
    const operator = token.type === "operator" ? COMPARISONS.get(token.text) : undefined;
    if (operator === undefined) return left;
    cursor.take();
    left = { type: "binary", operator, left, right: parseBinary(cursor, 0) };
  }
}

function parseNot(cursor: Cursor): Expression {
  if (!cursor.takeKeyword("NOT")) return parseComparison(cursor);
  return { type: "unary", operator: "NOT", operand: cursor.nested(() => parseNot(cursor)) };
}

function parseLogical(cursor: Cursor, operator: "AND" | "OR", parseInner: (cursor: Cursor) => Expression): Expression {
  const first = parseInner(cursor);
  if (!cursor.atKeyword(operator)) return first;
  const operands = [first];
  while (cursor.takeKeyword(operator)) operands.push(parseInner(cursor));
  return { type: "logical", operator, operands };
}

const parseAnd = (cursor: Cursor): Expression => parseLogical(cursor, "AND", parseNot);
const parseOr = (cursor: Cursor): Expression => parseLogical(cursor, "OR", parseAnd);

/** One expression of any kind, up to where it can go on no further. */
export function parseExpression(cursor: Cursor): Expression {
  let left = parseOr(cursor);
  while (cursor.takeOperator("??")) left = { type: "binary", operator: "??", left, right: parseOr(cursor) };
  if (!cursor.takeOperator("?")) return left;
  const whenTrue = cursor.nested(() => parseExpression(cursor));
  cursor.needOperator(":");
  return { type: "conditional", condition: left, whenTrue, otherwise: cursor.nested(() => parseExpression(cursor)) };
}
