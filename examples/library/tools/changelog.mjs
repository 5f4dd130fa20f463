// SPDX-License-Identifier: MIT
// Writes a changelog from the commits of a branch: one section a day, the newest first.
//   node tools/changelog.mjs [REVISION]
import { execFileSync } from "node:child_process";

const revision = process.argv[2] ?? "HEAD";
const log = execFileSync("git", ["log", "--no-merges", "--format=%as%x09%h%x09%an%x09%s", revision], {
  encoding: "utf8",
});
const days = groupBy(
  log
    .trim()
    .split("\n")
    .map((line) => line.split("\t")),
  ([day]) => day,
);
process.stdout.write("# Changelog\n");
for (const [day, commits] of days) {
  process.stdout.write(`\n## ${day}\n\n`);
  for (const [, hash, author, subject] of commits) process.stdout.write(`- ${subject} (${hash}, ${author})\n`);
}

function groupBy(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
