import { type Tint, paint } from "#cli/render/colour.ts";
import { clip, plainText } from "#cli/render/plain-text.ts";
import { type Terminal } from "#cli/terminal.ts";

export type Column<T> = {
  readonly title: string;
  readonly of: (row: T) => string;
  readonly tint?: (row: T) => Tint | null;
};
export type Look = Pick<Terminal, "outIsTty" | "colour" | "columns">;

const GAP = "  ";

/** Aligned under a heading for a person; tab-separated, without one, for a program. */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[], look: Look): string {
  const cells = rows.map((row) => columns.map((column) => plainText(column.of(row))));
  if (!look.outIsTty) return cells.map((line) => `${line.join("\t")}\n`).join("");
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const lastWidth = Math.max(8, look.columns - widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0));
  const fit = (text: string, at: number): string =>
    at === columns.length - 1 ? clip(text, lastWidth) : text.padEnd(widths[at] ?? 0);
  const heading = paint(columns.map((column, at) => fit(column.title, at)).join(GAP), "dim", look.colour);
  const lines = rows.map((row, index) =>
    columns
      .map((column, at) => {
        const tint = column.tint?.(row) ?? null;
        const text = fit(cells[index]?.[at] ?? "", at);
        return tint === null ? text : paint(text, tint, look.colour);
      })
      .join(GAP)
      .trimEnd(),
  );
  return [heading, ...lines].map((line) => `${line}\n`).join("");
}
