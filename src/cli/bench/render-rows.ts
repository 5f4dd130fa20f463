/** Rows of one shape: a table under their members' names for a person, or one JSON object a line for a program. */
export function renderRows(rows: readonly object[], { json }: { readonly json: boolean }): string {
  if (json) return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => Object.values(row).map(textOf))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => `${line.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ")}\n`).join("");
}

function textOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(2);
  return typeof value === "string" ? value : "-";
}
