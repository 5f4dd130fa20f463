import { type JobDocument } from "#contract/documents/job-document.ts";
import { type EventFacts } from "#contract/event.ts";
import { type Outcome } from "#contract/outcome.ts";
import { retryAtMs } from "#domain/job/retry.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

/** A failure spends an attempt; the next one starts from the checkpoint, and after the last the job waits for a person. */
export function failAttempt(
  job: JobDocument,
  outcome: Outcome,
  jitter: number,
  nowMs: number,
): { readonly next: JobDocument; readonly facts: readonly EventFacts[] } {
  const failed: JobDocument = { ...withoutLease(job), outcome, attempts: job.attempts + 1 };
  const notBeforeMs = retryAtMs(failed, jitter, nowMs);
  const said: EventFacts = { type: "job.failed", outcome };
  if (notBeforeMs === null) {
    const note = `All ${failed.attemptsMax} attempts failed.`;
    return {
      next: { ...failed, stage: "dead_letter", endedAtMs: nowMs },
      facts: [said, { type: "job.dead_lettered", note }],
    };
  }
  const requeues = { ...failed.requeues, failed: (failed.requeues.failed ?? 0) + 1 };
  const note = `Attempt ${failed.attempts} of ${failed.attemptsMax} failed: ${outcome.code}.`;
  return {
    next: { ...failed, stage: "queued", notBeforeMs, requeues },
    facts: [said, { type: "job.requeued", cause: "failed", note, notBeforeMs }],
  };
}
