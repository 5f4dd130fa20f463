import { FILTER_DEPTH_MAX, FILTER_LENGTH_MAX } from "#local/web-pubsub/limits.ts";
import { compare, isInGroups, isOneOf, isOperator } from "./compare.ts";
import { FilterError, type Expression, type FilterSubject } from "./expression.ts";
import { callFunction } from "./functions.ts";
import { tokenize, type Token } from "./tokenize.ts";

export type Filter =
  | Readonly<{ kind: "filter"; matches: (subject: FilterSubject) => boolean }>
  | Readonly<{ kind: "invalid"; message: string }>;

type Cursor = { readonly tokens: readonly Token[]; at: number; depth: number };

type BooleanExpression = Extract<Expression, { type: "boolean" }>;

/**
 * Reads a filter over connections, the OData subset that Web PubSub documents: `and`, `or`, `not`, comparisons, `in`,
 * and functions over userId, connectionId and groups.
 */
export function parseFilter(source: string): Filter {
  try {
    if (source.length > FILTER_LENGTH_MAX) throw new FilterError("The filter is too long.");
    const cursor: Cursor = { tokens: tokenize(source), at: 0, depth: 0 };
    const whole = asBoolean(parseOr(cursor));
    if (cursor.at < cursor.tokens.length) throw new FilterError(`'${nextText(cursor)}' is not expected there.`);
    return { kind: "filter", matches: whole.evaluate };
  } catch (error) {
    if (error instanceof FilterError) return { kind: "invalid", message: error.message };
    throw error;
  }
}

function parseOr(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (takeWord(cursor, "or")) {
    const one = asBoolean(left);
    const other = asBoolean(parseAnd(cursor));
    left = { type: "boolean", evaluate: (subject) => one.evaluate(subject) || other.evaluate(subject) };
  }
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseComparison(cursor);
  while (takeWord(cursor, "and")) {
    const one = asBoolean(left);
    const other = asBoolean(parseComparison(cursor));
    left = { type: "boolean", evaluate: (subject) => one.evaluate(subject) && other.evaluate(subject) };
  }
  return left;
}

function parseComparison(cursor: Cursor): Expression {
  const left = parseNot(cursor);
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== "word") return left;
  if (token.value === "in") {
    cursor.at += 1;
    return takeWord(cursor, "groups") ? isInGroups(left) : isOneOf(left, parseList(cursor));
  }
  if (!isOperator(token.value)) return left;
  cursor.at += 1;
  return compare(left, token.value, parseNot(cursor));
}

function parseNot(cursor: Cursor): Expression {
  if (!takeWord(cursor, "not")) return parsePrimary(cursor);
  const negated = asBoolean(deeper(cursor, parseNot));
  return { type: "boolean", evaluate: (subject) => !negated.evaluate(subject) };
}

function parsePrimary(cursor: Cursor): Expression {
  if (takeMark(cursor, "(")) {
    const inner = deeper(cursor, parseOr);
    expectMark(cursor, ")");
    return inner;
  }
  const token = cursor.tokens[cursor.at];
  cursor.at += 1;
  if (token?.kind === "text") return { type: "text", evaluate: () => token.value };
  if (token?.kind === "number") return { type: "number", evaluate: () => token.value };
  if (token?.kind === "word") return parseWord(cursor, token.value);
  throw new FilterError("The filter ends too early or misses a value.");
}

function parseWord(cursor: Cursor, word: string): Expression {
  switch (word) {
    case "true":
    case "false":
      return { type: "boolean", evaluate: () => word === "true" };
    case "null":
      return { type: "null" };
    case "userid":
      return { type: "text", evaluate: (subject) => subject.userId };
    case "connectionid":
      return { type: "text", evaluate: (subject) => subject.connectionId };
    case "groups":
      return { type: "groups", evaluate: (subject) => subject.groups };
    default:
      return callFunction(word, parseList(cursor));
  }
}

function parseList(cursor: Cursor): readonly Expression[] {
  expectMark(cursor, "(");
  const items = [deeper(cursor, parseOr)];
  while (takeMark(cursor, ",")) items.push(deeper(cursor, parseOr));
  expectMark(cursor, ")");
  return items;
}

/** Nesting costs stack, in the parser and in every evaluation, so it is bounded. */
function deeper(cursor: Cursor, parse: (cursor: Cursor) => Expression): Expression {
  cursor.depth += 1;
  if (cursor.depth > FILTER_DEPTH_MAX) throw new FilterError("The filter is nested too deeply.");
  const expression = parse(cursor);
  cursor.depth -= 1;
  return expression;
}

function asBoolean(expression: Expression): BooleanExpression {
  if (expression.type !== "boolean") throw new FilterError("A condition is expected.");
  return expression;
}

function takeWord(cursor: Cursor, word: string): boolean {
  return take(cursor, "word", word);
}

function takeMark(cursor: Cursor, mark: string): boolean {
  return take(cursor, "mark", mark);
}

function expectMark(cursor: Cursor, mark: string): void {
  if (!take(cursor, "mark", mark)) throw new FilterError(`'${mark}' is expected before '${nextText(cursor)}'.`);
}

function take(cursor: Cursor, kind: Token["kind"], value: string): boolean {
  const token = cursor.tokens[cursor.at];
  const isThere = token?.kind === kind && token.value === value;
  if (isThere) cursor.at += 1;
  return isThere;
}

function nextText(cursor: Cursor): string {
  return String(cursor.tokens[cursor.at]?.value ?? "the end");
}
