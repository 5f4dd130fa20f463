import { pause } from "#factory/pause.ts";
import { type Checkout } from "./checkout.ts";
import { git, mustGit } from "./git.ts";
import { type Pushed, pushRefs, readRemote, type RefUpdate } from "./push.ts";
import { branchRefOf, epochOfWipRef, keptRefOf, wipRefOf, wipRefsOf } from "./refs.ts";

/** The fence check: how long the lease is certain for, or that it is lost, or that nobody answered in time. */
export type Confirm = () => Promise<{ readonly kind: "held"; readonly sureForMs: number } | { readonly kind: "lost" }>;

export type Published =
  | { readonly kind: "published"; readonly replacedSha: string | null }
  | { readonly kind: "lost" }
  | { readonly kind: "refused" | "moved" | "unreachable"; readonly detail: string };

type Work = {
  readonly checkout: Checkout;
  readonly sha: string;
  /** What this grant's wip ref holds on the remote; null when it was never pushed. */
  readonly wipSha: string | null;
  readonly confirm: Confirm;
  /** The pause after a push that nobody answered; it doubles. */
  readonly retryMs: number;
};

const TRIES_MAX = 5;
type Expected = { readonly branchSha: string | null; readonly wipSha: string | null };

/**
 * Moves the job's branch to the finished commit. The lease is confirmed before every push and the push is ended before
 * the lease could be: a holder that was fenced meanwhile fails at one or the other. Its last line of defence is the
 * remote itself, which takes the commit only if the branch is still where it was when the work began.
 *
 * A tip of an earlier grant (a zombie that was faster) is replaced, and kept under a ref of its own. A tip that no grant
 * made is somebody's work: it is never replaced.
 */
export async function publish(work: Work): Promise<Published> {
  let expected: Expected = { branchSha: work.checkout.branchSeenSha, wipSha: work.wipSha };
  let detail = "";
  // Sequential on purpose: each try follows the answer to the last.
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- see above
    const lease = await work.confirm();
    if (lease.kind === "lost") return { kind: "lost" };
    // oxlint-disable-next-line no-await-in-loop -- see above
    const { updates, replacedSha } = await updatesFor(work, expected);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const pushed = await pushRefs(work.checkout, updates, lease.sureForMs);
    if (pushed.kind === "pushed") return { kind: "published", replacedSha };
    detail = pushed.detail;
    // oxlint-disable-next-line no-await-in-loop -- see above
    if (pushed.kind === "unreachable") await pause(work.retryMs * 2 ** tries);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const seen = await look(work);
    if (seen === null) continue;
    if (seen.branchSha === work.sha && seen.wipSha === work.sha) return { kind: "published", replacedSha };
    const verdict = judge(expected, seen, pushed);
    if (verdict !== null) return verdict;
    expected = seen;
  }
  return { kind: "unreachable", detail };
}

/** Why there is no use in another try, or null when there is. */
function judge(expected: Expected, seen: Seen, pushed: Exclude<Pushed, { kind: "pushed" }>): Published | null {
  const moved = seen.branchSha !== expected.branchSha;
  if (!moved && seen.wipSha === expected.wipSha)
    return pushed.kind === "rejected" ? { kind: "refused", detail: pushed.detail } : null;
  if (!moved || seen.isFree) return null;
  return { kind: "moved", detail: `The branch moved to ${seen.branchSha}, which no attempt of this job made.` };
}

async function updatesFor(
  { checkout, sha }: Work,
  { branchSha: expectedSha, wipSha }: Expected,
): Promise<{ readonly updates: readonly RefUpdate[]; readonly replacedSha: string | null }> {
  const { jobId, epoch } = checkout;
  const replacedSha = expectedSha === null || (await isAncestor(checkout, expectedSha, sha)) ? null : expectedSha;
  const updates: RefUpdate[] = [
    { ref: branchRefOf(jobId), sha, expectedSha },
    { ref: wipRefOf(jobId, epoch), sha, expectedSha: wipSha },
  ];
  if (replacedSha !== null) {
    const ref = keptRefOf(jobId, replacedSha);
    const kept = (await readRemote(checkout, [ref])).has(ref);
    if (!kept) updates.push({ ref, sha: replacedSha, expectedSha: null });
  }
  return { updates, replacedSha };
}

async function isAncestor(checkout: Checkout, ancestor: string, sha: string): Promise<boolean> {
  return (await git({ folder: checkout.mirror, args: ["merge-base", "--is-ancestor", ancestor, sha] })).ok;
}

/** `isFree`: there is no branch, or its tip is the work of an earlier grant. */
type Seen = Expected & { readonly isFree: boolean };

/** Null when the remote does not answer: the next try may find it back. */
async function look({ checkout }: Work): Promise<Seen | null> {
  const { jobId, epoch } = checkout;
  const branch = branchRefOf(jobId);
  try {
    const remote = await readRemote(checkout, [branch, wipRefsOf(jobId)]);
    const branchSha = remote.get(branch) ?? null;
    if (branchSha !== null) {
      // What is to be kept or built upon must be here first.
      await mustGit({ folder: checkout.mirror, args: ["fetch", "--quiet", "--no-tags", "origin", branch] });
    }
    const isEarlierGrant = [...remote].some(([ref, sha]) => {
      const grant = epochOfWipRef(ref, jobId);
      return sha === branchSha && grant !== null && grant < epoch;
    });
    return {
      branchSha,
      wipSha: remote.get(wipRefOf(jobId, epoch)) ?? null,
      isFree: branchSha === null || isEarlierGrant,
    };
  } catch {
    return null;
  }
}
