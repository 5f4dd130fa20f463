import { type JobDocument } from "#contract/documents/job-document.ts";

/** The factory keeps the wall time itself; this long after it, the coordinator does. */
const WALL_GRACE_MS = 120_000;

export type LimitCode = "deadline_passed" | "queue_timeout" | "wall_timeout" | "no_progress" | "review_expired";
export type TimeLimit = { readonly code: LimitCode; readonly atMs: number };

/**
 * TM1: the limits that can strike a job where it stands, each by its own code. `reportedAtMs` is when its run last
 * showed usage, null when that is not known.
 */
function timeLimitsOf(job: JobDocument, reportedAtMs: number | null): readonly TimeLimit[] {
  return [...waitingLimits(job), ...workLimits(job, reportedAtMs), ...reviewLimits(job)];
}

function waitingLimits(job: JobDocument): readonly TimeLimit[] {
  if (job.stage !== "queued" && job.stage !== "blocked") return [];
  const limits: TimeLimit[] = [];
  if (job.deadlineMs !== null) limits.push({ code: "deadline_passed", atMs: job.deadlineMs });
  // A job that somebody holds back, or that waits for others, is not waiting for a factory.
  if (job.queueMaxMs !== null && job.stage === "queued" && job.hold === null)
    limits.push({ code: "queue_timeout", atMs: Math.max(job.queuedAtMs, job.notBeforeMs) + job.queueMaxMs });
  return limits;
}

function workLimits({ lease, ...job }: JobDocument, reportedAtMs: number | null): readonly TimeLimit[] {
  if (lease === null) return [];
  const wall: TimeLimit = { code: "wall_timeout", atMs: lease.acquiredAtMs + job.wallMaxMs + WALL_GRACE_MS };
  if (job.progressMaxMs === null) return [wall];
  const seenAtMs = Math.max(lease.acquiredAtMs, job.progressAtMs ?? 0, reportedAtMs ?? 0);
  return [wall, { code: "no_progress", atMs: seenAtMs + job.progressMaxMs }];
}

const reviewLimits = (job: JobDocument): readonly TimeLimit[] =>
  job.stage === "review" && job.reviewExpiresAtMs !== null
    ? [{ code: "review_expired", atMs: job.reviewExpiresAtMs }]
    : [];

/** The limit that strikes first, or null when none can. */
export function firstLimitOf(job: JobDocument, reportedAtMs: number | null): TimeLimit | null {
  const [first, ...rest] = timeLimitsOf(job, reportedAtMs);
  return first === undefined ? null : rest.reduce((least, each) => (each.atMs < least.atMs ? each : least), first);
}

/** What the job is found by: a report of usage may put it off, which the reaper finds out when it gets there. */
export const dueAtOf = (job: JobDocument): number | null => firstLimitOf(job, null)?.atMs ?? null;
