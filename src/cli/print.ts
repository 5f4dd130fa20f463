import { type Context } from "#cli/context.ts";
import { type Column, renderTable } from "#cli/render/table.ts";

/** One value as one JSON document: indented for a person, on one line for a program. */
export function printJson(context: Context, value: unknown): void {
  context.terminal.out(`${JSON.stringify(value, null, context.terminal.outIsTty ? 2 : 0)}\n`);
}

/** A list: `--json` prints `whole`, otherwise a table of `rows`; an empty one says so to the person, not to the pipe. */
export function printRows<T>(
  context: Context,
  options: {
    readonly whole: unknown;
    readonly rows: readonly T[];
    readonly columns: readonly Column<T>[];
    readonly none: string;
  },
): void {
  if (context.json) return printJson(context, options.whole);
  if (options.rows.length === 0) return context.terminal.err(`${options.none}\n`);
  return context.terminal.out(renderTable(options.rows, options.columns, context.terminal));
}

/** One thing as `name<tab>value` lines, aligned for a person. */
export function printFields(context: Context, fields: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length)) + 2;
  const { out, outIsTty } = context.terminal;
  for (const [name, value] of fields) out(outIsTty ? `${name.padEnd(width)}${value}\n` : `${name}\t${value}\n`);
}
