// SPDX-License-Identifier: MIT
// Checks that every source file names its licence, and writes what it found with the number of lines.
//   node tools/licences.mjs SPDX-ID FILE...
import { readFileSync } from "node:fs";

const [licence, ...files] = process.argv.slice(2);
const rows = files.map((file) => {
  const text = readFileSync(file, "utf8");
  return { file, lines: text.split("\n").length - 1, named: /SPDX-License-Identifier: (\S+)/.exec(text)?.[1] ?? "none" };
});
const wrong = rows.filter((row) => row.named !== licence);

process.stdout.write(`# Licences\n\n| file | lines | licence |\n|---|---|---|\n`);
for (const row of rows) process.stdout.write(`| ${row.file} | ${row.lines} | ${row.named} |\n`);
const lines = rows.reduce((sum, row) => sum + row.lines, 0);
process.stdout.write(`\n${rows.length} files, ${lines} lines, ${wrong.length} without ${licence}.\n`);
if (wrong.length > 0) process.exitCode = 1;
