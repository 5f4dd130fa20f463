import { type RepoRef } from "#contract/manifest/manifest.ts";
import { git, GitError, mustGit } from "./git.ts";
import { branchOf, localBranchOf, wipRefOf } from "./refs.ts";
import type * as z from "zod";

/** A work tree of one grant. */
export type Checkout = {
  readonly mirror: string;
  readonly folder: string;
  readonly jobId: string;
  readonly epoch: number;
  readonly startSha: string;
  /** What the job's branch pointed to on the remote before any work began; null when it did not exist. */
  readonly branchSeenSha: string | null;
  readonly resumed: boolean;
};

type Request = {
  readonly mirror: string;
  readonly folder: string;
  readonly jobId: string;
  readonly epoch: number;
  readonly repo: z.infer<typeof RepoRef>;
  readonly checkpoint: { readonly sha: string; readonly epoch: number } | null;
};

/**
 * Adds the work tree at the checkpoint's commit, or at the repository's branch when there is no checkpoint, or none
 * that can be found any more. Throws `GitError` when the branch does not exist.
 */
export async function addCheckout(request: Request): Promise<Checkout> {
  const { mirror, folder, jobId, epoch, checkpoint } = request;
  const resumeSha = checkpoint === null ? null : await fetchCheckpoint(mirror, jobId, checkpoint);
  const startSha = resumeSha ?? (await resolve(mirror, `refs/remotes/origin/${request.repo.branch}`));
  if (startSha === null) throw new GitError(`The repository has no branch ${request.repo.branch}.`);
  const branchSeenSha = await resolve(mirror, `refs/remotes/origin/${branchOf(jobId)}`);
  await mustGit({
    folder: mirror,
    args: ["worktree", "add", "--quiet", "-B", localBranchOf(jobId, epoch), folder, startSha],
  });
  return { mirror, folder, jobId, epoch, startSha, branchSeenSha, resumed: resumeSha !== null };
}

/** The commit itself is asked for when its ref has gone: servers that allow it still have the commit. */
async function fetchCheckpoint(
  mirror: string,
  jobId: string,
  checkpoint: { readonly sha: string; readonly epoch: number },
): Promise<string | null> {
  const { sha } = checkpoint;
  for (const wanted of [wipRefOf(jobId, checkpoint.epoch), sha]) {
    // oxlint-disable-next-line no-await-in-loop -- the second is asked for only when the first did not bring the commit
    await git({ folder: mirror, args: ["fetch", "--quiet", "--no-tags", "origin", wanted] });
    // oxlint-disable-next-line no-await-in-loop -- see above
    if ((await resolve(mirror, sha)) === sha) return sha;
  }
  return null;
}

async function resolve(folder: string, revision: string): Promise<string | null> {
  const result = await git({
    folder,
    args: ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
  });
  return result.ok ? result.stdout : null;
}

/**
 * Removes the work tree and the local branch. The mirror keeps its own copy of the grant's wip ref unless the remote is
 * known to have it: whatever could not be pushed can still be found here.
 */
export async function removeCheckout(checkout: Pick<Checkout, "mirror" | "folder" | "jobId" | "epoch">): Promise<void> {
  const { mirror, folder, jobId, epoch } = checkout;
  await git({ folder: mirror, args: ["worktree", "remove", "--force", folder] });
  const branch = `refs/heads/${localBranchOf(jobId, epoch)}`;
  const contained = await git({
    folder: mirror,
    args: ["merge-base", "--is-ancestor", branch, wipRefOf(jobId, epoch)],
  });
  if (contained.ok) await git({ folder: mirror, args: ["update-ref", "-d", branch] });
}
