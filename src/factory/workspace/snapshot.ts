import { copyFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Checkout } from "./checkout.ts";
import { git, GitError, mustGit } from "./git.ts";

/** A commit that holds the work tree as it is, and the two things that say whether it has changed since. */
export type Snapshot = { readonly sha: string; readonly tree: string; readonly head: string };
type Author = { readonly name: string; readonly message: string; readonly indexFile: string };

const ADD_TRIES = 3;

/**
 * Writes the work tree as a commit through an index of its own, so that neither the engine's index nor its branch
 * moves. A clean tree is its own head: no commit is made then. Throws `GitError` when the tree cannot be read.
 */
export async function takeSnapshot(checkout: Pick<Checkout, "folder">, author: Author): Promise<Snapshot> {
  const { folder } = checkout;
  const head = await mustGit({ folder, args: ["rev-parse", "HEAD"] });
  const tree = await writeTree(folder, author.indexFile);
  // Of that head, not of the present one: the engine may have committed since.
  const headTree = await mustGit({ folder, args: ["rev-parse", `${head}^{tree}`] });
  if (tree === headTree) return { sha: head, tree, head };
  const args = ["commit-tree", tree, "-p", head, "-m", author.message];
  const sha = await mustGit({ folder, args, env: authorEnvironment(author.name) });
  return { sha, tree, head };
}

/** A file may vanish between being listed and being read: the next try sees the tree without it. */
async function writeTree(folder: string, indexFile: string): Promise<string> {
  const index = await mustGit({ folder, args: ["rev-parse", "--git-path", "index"] });
  const env = { GIT_INDEX_FILE: indexFile };
  await copyFile(resolve(folder, index), indexFile).catch(() => null);
  try {
    let said = "";
    for (let tries = 0; tries < ADD_TRIES; tries++) {
      // oxlint-disable-next-line no-await-in-loop -- a try follows the failure of the last
      const added = await git({ folder, args: ["add", "--all"], env });
      // oxlint-disable-next-line no-await-in-loop -- see above
      if (added.ok) return await mustGit({ folder, args: ["write-tree"], env });
      said = added.stderr;
    }
    throw new GitError(`git add: ${said}`);
  } finally {
    await rm(indexFile, { force: true });
  }
}

/** Commits everything on the checked-out branch and returns the commit; without changes that is the head. */
export async function commitAll(
  checkout: Pick<Checkout, "folder">,
  author: Omit<Author, "indexFile">,
): Promise<string> {
  const { folder } = checkout;
  await mustGit({ folder, args: ["add", "--all"] });
  const clean = await git({ folder, args: ["diff", "--cached", "--quiet"] });
  if (!clean.ok) {
    const args = ["commit", "--quiet", "--no-verify", "-m", author.message];
    await mustGit({ folder, args, env: authorEnvironment(author.name) });
  }
  return mustGit({ folder, args: ["rev-parse", "HEAD"] });
}

export const indexFileIn = (scratchFolder: string): string => join(scratchFolder, "checkpoint.index");

const authorEnvironment = (factoryName: string): Record<string, string> => {
  const name = `Agent Gigafactory ${factoryName}`.replaceAll(/[<>\n]/g, " ");
  const email = "factory@agent-gigafactory.invalid";
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
};
