import { compileQuery } from "#local/cosmos/sql/compile-select.ts";
import { createFrame, DOCUMENT_SLOT } from "#local/cosmos/sql/frame.ts";
import { parseQuery } from "#local/cosmos/sql/parse-select.ts";
import { type Json, type Value } from "#local/cosmos/sql/value.ts";

export const NOW_MS = Date.UTC(2026, 10, 24, 20, 15, 30, 123);

/** The rows that a query makes of one document. */
export function rowsOf(text: string, document: Json = {}, parameters: Readonly<Record<string, Json>> = {}): Value[] {
  const compiled = compileQuery(parseQuery(text));
  const frame = createFrame(new Map(Object.entries(parameters)), NOW_MS);
  frame.slots[DOCUMENT_SLOT] = document;
  const rows: Value[] = [];
  compiled.sources.walk(frame, () => {
    rows.push(compiled.project(frame));
    return true;
  });
  return rows;
}

/** The value of an expression over the document `c`. */
export function valueOf(
  expression: string,
  document: Json = {},
  parameters: Readonly<Record<string, Json>> = {},
): Value {
  return rowsOf(`SELECT VALUE ${expression} FROM c`, document, parameters)[0];
}
