import {
  type Expression,
  type FromSource,
  type OrderItem,
  type Select,
  type SelectItem,
  type Selection,
} from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseOperand, parsePath } from "./parse-operand.ts";
import { SqlError } from "./sql-error.ts";
import { tokenize } from "./tokenize.ts";
import { checkDepth } from "./traverse.ts";

function parseItem(cursor: Cursor): SelectItem {
  const expression = parseExpression(cursor);
  const named = cursor.takeKeyword("AS") || cursor.atName();
  return { expression, alias: named ? cursor.needName() : null };
}

/** A property may be called `value`, so the keyword is one only where an expression can follow it. */
function atValueKeyword(cursor: Cursor): boolean {
  return cursor.atKeyword("VALUE") && ![".", ",", "="].some((operator) => cursor.atOperator(operator, 1));
}

function parseSelection(cursor: Cursor): Selection {
  if (cursor.takeOperator("*")) return { type: "star" };
  if (!atValueKeyword(cursor)) return { type: "items", items: cursor.list(() => parseItem(cursor)) };
  cursor.take();
  return { type: "value", expression: parseExpression(cursor) };
}

function parseSubselect(cursor: Cursor): Select {
  cursor.needOperator("(");
  const select = cursor.select();
  cursor.needOperator(")");
  return select;
}

function impliedAlias(cursor: Cursor, path: Expression): string {
  if (path.type === "identifier") return path.name;
  if (path.type === "property" && path.key.type === "literal") return String(path.key.value);
  return cursor.fail();
}

function parsePathSource(cursor: Cursor): Expression {
  const at = cursor.peek().at;
  return parsePath(cursor, { type: "identifier", name: cursor.needName(), at }, parseExpression);
}

function parseSource(cursor: Cursor, first: boolean): FromSource {
  if (cursor.atOperator("(")) {
    const select = parseSubselect(cursor);
    cursor.takeKeyword("AS");
    return { alias: cursor.needName(), over: { select }, each: true };
  }
  if (cursor.atKeyword("IN", 1)) {
    const alias = cursor.needName();
    cursor.needKeyword("IN");
    const over = cursor.atOperator("(") ? { select: parseSubselect(cursor) } : { path: parsePathSource(cursor) };
    return { alias, over, each: true };
  }
  if (!first) cursor.fail(cursor.peek(1));
  const path = parsePathSource(cursor);
  const named = cursor.takeKeyword("AS") || cursor.atName();
  return { alias: named ? cursor.needName() : impliedAlias(cursor, path), over: { path }, each: false };
}

function parseFrom(cursor: Cursor): readonly FromSource[] {
  if (!cursor.takeKeyword("FROM")) return [];
  const sources = [parseSource(cursor, true)];
  while (cursor.takeKeyword("JOIN")) sources.push(parseSource(cursor, false));
  return sources;
}

function parseOrderItem(cursor: Cursor): OrderItem {
  const expression = parseExpression(cursor);
  const descending = cursor.takeKeyword("DESC");
  if (!descending) cursor.takeKeyword("ASC");
  return { expression, descending };
}

function parseSelect(cursor: Cursor): Select {
  cursor.needKeyword("SELECT");
  const distinct = cursor.takeKeyword("DISTINCT");
  const top = cursor.takeKeyword("TOP") ? parseOperand(cursor, parseExpression) : null;
  const selectionAt = cursor.peek().at;
  const selection = parseSelection(cursor);
  const from = parseFrom(cursor);
  if (selection.type === "star" && from.length === 0) {
    throw new SqlError("SC2014", "'SELECT *' is not valid if FROM clause is omitted.", selectionAt);
  }
  const where = cursor.takeKeyword("WHERE") ? parseExpression(cursor) : null;
  const groupBy = cursor.takeKeyword("GROUP", "BY") ? cursor.list(() => parseExpression(cursor)) : [];
  const orderBy = cursor.takeKeyword("ORDER", "BY") ? cursor.list(() => parseOrderItem(cursor)) : [];
  const offset = cursor.takeKeyword("OFFSET") ? parseOperand(cursor, parseExpression) : null;
  if (offset !== null) cursor.needKeyword("LIMIT");
  const limit = offset === null ? null : parseOperand(cursor, parseExpression);
  return { distinct, top, selection, from, where, groupBy, orderBy, offset, limit };
}

/** Parses a whole query. Throws `SqlError` with the place of what is wrong. */
export function parseQuery(text: string): Select {
  const cursor = new Cursor(tokenize(text), parseSelect);
  const select = parseSelect(cursor);
  cursor.needEnd();
  checkDepth(select);
  return select;
}
