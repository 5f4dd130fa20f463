// SPDX-License-Identifier: MIT
// Writes an index of everything that a folder's modules export, with the first sentence of its comment.
//   node tools/api-index.mjs src
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "src";
const EXPORT = /(?:\/\*\*\s*([^]*?)\*\/\s*)?export (?:async )?(?:function|const|class) (\w+)(\([^)]*\))?/g;

process.stdout.write("# API\n");
for (const file of readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".js"))
  .toSorted()) {
  const found = [...readFileSync(join(folder, file), "utf8").matchAll(EXPORT)];
  if (found.length === 0) continue;
  process.stdout.write(`\n## ${folder}/${file}\n\n`);
  for (const [, comment = "", name, parameters = ""] of found)
    process.stdout.write(`- \`${name}${parameters}\` ${firstSentence(comment)}\n`);
}

function firstSentence(comment) {
  const text = comment.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim();
  return text.split(/(?<=\.)\s/)[0] ?? "";
}
