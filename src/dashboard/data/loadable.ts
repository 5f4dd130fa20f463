import { type FleetReply } from "#client/fleet-client.ts";
import { type ProblemDocument } from "#contract/problem.ts";

/** What a panel knows: the last good answer, how old it is, and what went wrong since. Neither erases the other. */
export type Loadable<T> = {
  readonly data: T | null;
  readonly asOfMs: number | null;
  readonly problem: ProblemDocument | null;
};

export const NOT_LOADED: Loadable<never> = { data: null, asOfMs: null, problem: null };

/** A failed read keeps the data: an outage must never look like emptiness. */
export function settle<T>(before: Loadable<T>, reply: FleetReply<T>, nowMs: number): Loadable<T> {
  if (reply.ok) return { data: reply.value, asOfMs: nowMs, problem: null };
  return { ...before, problem: reply.problem };
}

export type Phase = "loading" | "empty" | "error" | "stale" | "data";

/** Which of its five faces a panel shows. `isFresh` is false while the connection cannot vouch for the data. */
export function phaseOf<T>(
  { data, problem }: Loadable<T>,
  { isFresh, isEmpty }: { isFresh: boolean; isEmpty: (data: T) => boolean },
): Phase {
  if (data === null) return problem === null ? "loading" : "error";
  if (problem !== null || !isFresh) return "stale";
  return isEmpty(data) ? "empty" : "data";
}
