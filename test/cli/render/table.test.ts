import { expect, test } from "vitest";
import { type Column, renderTable } from "#cli/render/table.ts";

type Row = { readonly id: string; readonly title: string };
const columns: readonly Column<Row>[] = [
  { title: "ID", of: (row) => row.id },
  { title: "TITLE", of: (row) => row.title, tint: () => "green" },
];
const rows = [
  { id: "1", title: "Short" },
  { id: "12345", title: "A title that is longer than the terminal is wide" },
];

test("[CL5] a table is aligned under a heading on a terminal", () => {
  const text = renderTable(rows, columns, { outIsTty: true, colour: false, columns: 30 });
  expect(text).toBe("ID     TITLE\n1      Short\n12345  A title that is longer…\n");
});

test("[CL5] a table is tab-separated, whole and without a heading in a pipe", () => {
  const text = renderTable(rows, columns, { outIsTty: false, colour: false, columns: 30 });
  expect(text).toBe("1\tShort\n12345\tA title that is longer than the terminal is wide\n");
});

test("[CL6] other people's words bring no control characters", () => {
  const evil = [{ id: "1", title: "\u001B[2Jgone\tand\nnext\u009B" }];
  expect(renderTable(evil, columns, { outIsTty: false, colour: false, columns: 80 })).toBe("1\t[2Jgone and next\n");
});

test("[CL7] colour is only where it is wanted", () => {
  const plain = renderTable(rows, columns, { outIsTty: true, colour: false, columns: 80 });
  expect(plain).not.toContain("\u001B");
  expect(renderTable(rows, columns, { outIsTty: true, colour: true, columns: 80 })).toContain("\u001B[32m");
});
