// SPDX-License-Identifier: MIT
// Takes paths from the branches that jobs have pushed: for each path the newest branch that changed it.
//   node tools/collect.mjs PATH...
import { execFileSync } from "node:child_process";

const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();

// A factory fetches before it checks a job out, so the branches of the jobs that this one waited for are here.
const PREFIX = "refs/remotes/origin/agf/";
const branches = git("for-each-ref", "--sort=-committerdate", "--format=%(refname)", PREFIX)
  .split("\n")
  .filter(Boolean);
for (const path of process.argv.slice(2)) {
  const branch = branches.find((candidate) => git("diff", "--name-only", `HEAD...${candidate}`, "--", path) !== "");
  if (branch === undefined) {
    process.stderr.write(`${path}: no branch has it\n`);
    process.exit(1);
  }
  git("checkout", branch, "--", path);
  process.stdout.write(`${path}: from ${branch.slice(PREFIX.length)}\n`);
}
