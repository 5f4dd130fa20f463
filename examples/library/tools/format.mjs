// SPDX-License-Identifier: MIT
// Formats text files in place: spaces for tabs, no space at a line's end, Unix line ends, at most one blank line, one
// line end at the end.
//   node tools/format.mjs [--check] FILE...
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});

let changed = 0;
for (const file of positionals) {
  const text = readFileSync(file, "utf8");
  const formatted = format(text);
  if (formatted === text) continue;
  changed += 1;
  if (!values.check) writeFileSync(file, formatted);
  process.stdout.write(`${values.check ? "would format" : "formatted"} ${file}\n`);
}
process.stdout.write(`${changed} of ${positionals.length} files were not formatted\n`);
if (values.check && changed > 0) process.exitCode = 1;

function format(text) {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replaceAll("\t", "  ").trimEnd());
  return `${lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}
