import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Outcome } from "#contract/outcome.ts";
import { accept, type Decision, skip } from "#domain/decision.ts";
import { failAttempt } from "#domain/job/fail-attempt.ts";
import { firstLimitOf, type LimitCode } from "#domain/job/time-limits.ts";
import { decideReviewExpiry } from "#domain/review/expire.ts";

export type EnforceLimit = { readonly reportedAtMs: number | null; readonly jitter: number };

const SENTENCES: Readonly<Record<LimitCode, string>> = {
  deadline_passed: "It had not started when its deadline came.",
  queue_timeout: "No factory took it in the time that it was given to wait.",
  wall_timeout: "Its attempt took longer than it may.",
  no_progress: "Its factory was alive, but its work did not go on.",
  review_expired: "Its reviewers did not answer in time.",
};

/** TM2: what follows when a limit strikes. Skips when none has, so that a second sweep changes nothing. */
export function decideEnforceLimit(
  job: JobDocument,
  { reportedAtMs, jitter }: EnforceLimit,
  nowMs: number,
): Decision<JobDocument, never> {
  const limit = firstLimitOf(job, reportedAtMs);
  if (limit === null || limit.atMs > nowMs) return skip();
  const { code } = limit;
  const outcome = failure(code);
  switch (code) {
    case "deadline_passed":
    case "queue_timeout":
      return accept({ ...job, stage: "failed", outcome, endedAtMs: nowMs }, { type: "job.failed", outcome });
    case "no_progress":
      if (job.onNoProgress === "warn") {
        // Told once for each silence of that length: the clock starts anew.
        return accept({ ...job, progressAtMs: nowMs }, { type: "job.stalled", sinceMs: limit.atMs });
      }
      return failed(job, { outcome, jitter }, nowMs);
    case "wall_timeout":
      return failed(job, { outcome, jitter }, nowMs);
    case "review_expired":
      return decideReviewExpiry(job, nowMs);
  }
}

function failed(
  job: JobDocument,
  { outcome, jitter }: { readonly outcome: Outcome; readonly jitter: number },
  nowMs: number,
): Decision<JobDocument, never> {
  const { next, facts } = failAttempt(job, { outcome, jitter, cause: "timeout" }, nowMs);
  return accept(next, ...facts);
}

const failure = (code: LimitCode): Outcome => ({
  result: "failed",
  code,
  message: SENTENCES[code],
  sha: null,
  branch: null,
  exitCode: null,
});
