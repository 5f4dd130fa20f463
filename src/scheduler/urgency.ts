import { type JobView, PRIORITY_ORDER } from "./types.ts";

/** The starvation penalty falls to zero over this time; from then on the job is overdue. */
export const STARVATION_RAMP_MS = 30 * 60_000;

/** 0 is the most urgent class. */
export const priorityRankOf = (job: JobView): number => PRIORITY_ORDER.indexOf(job.priority);

/**
 * Since when it has been waiting for a factory. A delayed start is not waiting: without this, a job that was put off
 * for an hour would come back overdue. A queue time ahead of the clock (skew between hosts) counts as a delay.
 */
export const waitingSinceMs = (job: JobView): number => Math.max(job.queuedAtMs, job.notBeforeMs);

const ageMs = (job: JobView, nowMs: number): number => Math.max(0, nowMs - waitingSinceMs(job));

/** 1 for a job that has just come, falling in a straight line to 0 at the end of the ramp. */
export const starvationPenalty = (job: JobView, nowMs: number): number =>
  Math.max(0, 1 - ageMs(job, nowMs) / STARVATION_RAMP_MS);

export const isOverdue = (job: JobView, nowMs: number): boolean => ageMs(job, nowMs) >= STARVATION_RAMP_MS;

/** What the order of jobs at one factory and one instant is decided by. */
export type Candidate = Readonly<{ job: JobView; scoreTotal: number }>;

/** Older first, then by id, so that no two jobs are ever equal. */
export function compareAge(a: JobView, b: JobView): number {
  return waitingSinceMs(a) - waitingSinceMs(b) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * The order in which one factory takes jobs: negative when `a` goes first.
 *
 * 1. The priority class. Nothing crosses it: no job starts while a job of a higher class waits for the same factory.
 * 2. Within a class, overdue jobs, the oldest first, whatever their scores.
 * 3. The rest by score, where the falling penalty lifts a job the longer it waits; equal scores by age, then by id.
 *
 * The bound on waiting. Take a job J that may run on a set of factories with S seats together, where no more than D
 * passes from one start on a seat to the next (a run and the claim after it), and let A jobs of J's class that are
 * older than J still wait when J joins. Once J is overdue only those can go before it: no newer job of its class does,
 * however many there are and whatever they score, and none of a lower class does. Each of the S seats comes free at
 * least once in every D, so J starts within
 *
 *     STARVATION_RAMP_MS + ceil((A + 1) / S) * D
 *
 * of joining (`startBoundMs`). An older job that is requeued or preempted counts once more in A. The bound holds
 * against every stream of the same or of a lower class. It does not hold against a stream of a *higher* class that
 * fills all S seats for ever: by rule 1 such a stream wins, and the remedy for it is capacity.
 */
export function compareCandidates(a: Candidate, b: Candidate, nowMs: number): number {
  const byClass = priorityRankOf(a.job) - priorityRankOf(b.job);
  if (byClass !== 0) return byClass;
  const aOverdue = isOverdue(a.job, nowMs);
  const bOverdue = isOverdue(b.job, nowMs);
  if (aOverdue !== bOverdue) return aOverdue ? -1 : 1;
  return aOverdue ? compareAge(a.job, b.job) : b.scoreTotal - a.scoreTotal || compareAge(a.job, b.job);
}

/**
 * The longest that a job can wait for its start; see `compareCandidates` for what the bound assumes.
 * `roundMaxMs` is the longest time from one start on a seat to the next.
 */
export function startBoundMs(fleet: Readonly<{ olderJobs: number; seats: number; roundMaxMs: number }>): number {
  return STARVATION_RAMP_MS + Math.ceil((fleet.olderJobs + 1) / fleet.seats) * fleet.roundMaxMs;
}
