import { type Expression, type Select } from "./ast.ts";
import { compileExpression } from "./compile-expression.ts";
import { type Frame, type Scope } from "./frame.ts";
import { SqlError } from "./sql-error.ts";

/** Which rows of the whole result are wanted; `limit` is Infinity when the query sets none. */
type RowWindow = { readonly offset: number; readonly limit: number };

function compileCount(expression: Expression | null, what: string, scope: Scope): (frame: Frame) => number | null {
  if (expression === null) return () => null;
  const evaluate = compileExpression(expression, scope);
  return (frame) => {
    const value = evaluate(frame);
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    throw new SqlError("SC2062", `The ${what} must be a non-negative integer.`, null);
  };
}

export type CountReader = {
  readonly top: (frame: Frame) => number | null;
  readonly offset: (frame: Frame) => number | null;
  readonly limit: (frame: Frame) => number | null;
};

/** Compiles TOP, OFFSET and LIMIT, which may be parameters and may not depend on a row. */
export function compileCounts(select: Select, outer: Scope): CountReader {
  const scope = { ...outer, names: new Map<string, number>() };
  return {
    top: compileCount(select.top, "TOP", scope),
    offset: compileCount(select.offset, "OFFSET", scope),
    limit: compileCount(select.limit, "LIMIT", scope),
  };
}

export function readWindow(counts: CountReader, frame: Frame): RowWindow {
  const limits = [counts.top(frame), counts.limit(frame)].filter((count) => count !== null);
  return { offset: counts.offset(frame) ?? 0, limit: Math.min(...limits) };
}
