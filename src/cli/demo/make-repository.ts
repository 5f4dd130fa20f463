import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { libraryFolder } from "#cli/demo/read-manifests.ts";
import { roughen } from "#cli/demo/roughen.ts";

const run = promisify(execFile);
const UNTIDY = ["src/convert.js", "src/measure.js"] as const;

type Repository = { readonly folder: string; readonly url: string };

/** A bare repository with the example library in it, in three commits, the last of which brings untidy files. */
export async function makeRepository(runFolder: string): Promise<Repository> {
  const folder = join(runFolder, "measures.git");
  const work = join(runFolder, "measures");
  await mkdir(runFolder, { recursive: true });
  await gitIn(runFolder, ["init", "--quiet", "--bare", "--initial-branch=main", folder]);
  await cp(libraryFolder(), work, { recursive: true });
  await gitIn(work, ["init", "--quiet", "--initial-branch=main"]);
  await commit(work, "Read and convert measures", ["package.json", "LICENSE", "README.md", "src", "data"]);
  await commit(work, "Test the conversions, and add the maintainers' tools", ["test", "tools"]);
  await Promise.all(
    UNTIDY.map(async (file) => writeFile(join(work, file), roughen(await readFile(join(work, file), "utf8")))),
  );
  await commit(work, "Take over two files as they came by mail", [...UNTIDY]);
  await gitIn(work, ["push", "--quiet", folder, "main"]);
  return { folder, url: pathToFileURL(folder).href };
}

async function commit(work: string, message: string, paths: readonly string[]): Promise<void> {
  await gitIn(work, ["add", "--", ...paths]);
  await gitIn(work, ["commit", "--quiet", "--no-verify", "-m", message]);
}

/** Runs git without the user's own configuration: signing keys, hooks and line-end rules must not change the demo. */
export async function gitIn(folder: string, args: readonly string[]): Promise<string> {
  const identity = { name: "Demo", email: "demo@agent-gigafactory.invalid" };
  const { stdout } = await run("git", [...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
    },
  });
  return stdout.trim();
}

/** The commit that a ref of the repository names, or null when there is no such ref. */
export const commitOf = (folder: string, ref: string): Promise<string | null> =>
  gitIn(folder, ["rev-parse", "--verify", "--quiet", ref]).catch(() => null);

export const isAncestor = (folder: string, ancestor: string, sha: string): Promise<boolean> =>
  gitIn(folder, ["merge-base", "--is-ancestor", ancestor, sha]).then(
    () => true,
    () => false,
  );
