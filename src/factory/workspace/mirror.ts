import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "#factory/pause.ts";
import { git, GitError, lastLines, mustGit } from "./git.ts";
import { createSerial } from "./serial.ts";

const NAME_CHARS = 20;
export type Mirrors = {
  /** The bare mirror of a repository, freshly fetched. Throws `GitError` when the repository cannot be read. */
  readonly refresh: (url: string) => Promise<string>;
};

/**
 * One bare repository for each repository that jobs name; every work tree borrows its objects. The remote's branches
 * live under refs/remotes, away from the branches that work trees have checked out, so that a fetch touches none.
 */
export function createMirrors(dataFolder: string, retryMs: number): Mirrors {
  const serial = createSerial();
  return {
    refresh: (url) => {
      const folder = mirrorFolder(dataFolder, url);
      return serial(folder, async () => {
        if (!(await exists(folder))) await create(folder, url);
        await fetchPatiently(folder, retryMs);
        return folder;
      });
    },
  };
}

const FETCH_TRIES = 3;
/** A hiccup of the network is not worth one of the job's attempts. */
async function fetchPatiently(folder: string, retryMs: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- a try follows the failure of the last
    const fetched = await git({ folder, args: ["fetch", "--quiet", "--prune", "--no-tags", "origin"] });
    if (fetched.ok) return;
    if (tries === FETCH_TRIES) throw new GitError(`git fetch: ${lastLines(fetched.stderr)}`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(retryMs * tries);
  }
}

function mirrorFolder(dataFolder: string, url: string): string {
  const name = createHash("sha256").update(url).digest("hex").slice(0, NAME_CHARS);
  return join(dataFolder, "mirrors", `${name}.git`);
}

/** Made aside and renamed: a crash in the middle leaves no half mirror under the real name. */
async function create(folder: string, url: string): Promise<void> {
  if (url.startsWith("-")) throw new GitError(`"${url}" is no address of a repository.`);
  const aside = `${folder}.new`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await mustGit({ folder: aside, args: ["init", "--quiet", "--bare"] });
  await mustGit({ folder: aside, args: ["config", "remote.origin.url", url] });
  await mustGit({
    folder: aside,
    args: ["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"],
  });
  await rename(aside, folder);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
