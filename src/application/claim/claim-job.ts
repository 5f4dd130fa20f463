import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Claim, claimRound } from "#application/claim/claim-round.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { StoreUnavailable } from "#application/ports/store.ts";

const ROUNDS_MAX = 6;
const PAUSE_BASE_MS = 20;

/** `queueVersion` is null when the answer must not gate the factory's next claim. */
export type Claimed = { readonly job: JobDocument | null; readonly queueVersion: number | null };

/**
 * PR3, PR5, PR6: gives the calling factory the best job it may run, or none. A lost race or an unknown outcome starts
 * another round, which first looks for what this very claim may have been given already.
 */
export async function claimJob(deps: Deps, claim: Claim): Promise<Outcome<Claimed, Refusal<"factory-not-found">>> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    // Sequential on purpose: a round begins where the last one lost.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const result = await roundOrUnknown(deps, claim);
    if (result.kind === "answer") return done({ job: result.job, queueVersion: result.queueVersion });
    if (result.kind === "refuse") return refused(result.problem);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.sleep(PAUSE_BASE_MS * (round + 1) * deps.random.next());
  }
  return done({ job: null, queueVersion: null });
}

async function roundOrUnknown(deps: Deps, claim: Claim): ReturnType<typeof claimRound> {
  try {
    return await claimRound(deps, claim);
  } catch (error) {
    if (error instanceof StoreUnavailable) return { kind: "again" };
    throw error;
  }
}
