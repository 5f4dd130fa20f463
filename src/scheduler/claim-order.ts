import { type RankedJob } from "./rank-jobs.ts";
import { STARVATION_RAMP_MS, waitingSinceMs } from "./urgency.ts";

/** Claimers spread over at most this many jobs: enough for them to miss each other, few enough to stay near the top. */
export const CLAIM_SPREAD_MAX = 64;

/** A first job that is this old is never stepped over, so spreading cannot keep it waiting for ever. */
export const SPREAD_AGE_MAX_MS = 2 * STARVATION_RAMP_MS;

/**
 * The order in which one of many concurrent claimers tries a ranking, so that they do not all try to take the same
 * job. It starts at the claimer's own place among the first jobs and comes back to those that it stepped over; the
 * rest follows as ranked. Only jobs of the first one's class change places, so no lower class ever gains by it.
 *
 * `seed` is an integer, another one for each claim (such as a hash of the claim's id).
 */
export function claimOrder(ranked: readonly RankedJob[], seed: number, nowMs: number): readonly RankedJob[] {
  const first = ranked[0];
  if (first === undefined || nowMs - waitingSinceMs(first.job) >= SPREAD_AGE_MAX_MS) return ranked;
  const otherClass = ranked.findIndex(({ job }) => job.priority !== first.job.priority);
  const spread = Math.min(CLAIM_SPREAD_MAX, otherClass < 0 ? ranked.length : otherClass);
  const start = Math.abs(seed) % spread;
  return [...ranked.slice(start, spread), ...ranked.slice(0, start), ...ranked.slice(spread)];
}
