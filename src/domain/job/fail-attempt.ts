import { type JobDocument } from "#contract/documents/job-document.ts";
import { type EventFacts } from "#contract/event.ts";
import { type Outcome } from "#contract/outcome.ts";
import { pauseMs, retryAtMs } from "#domain/job/retry.ts";
import { wayBack } from "#domain/lease/back-to-queue.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type Failure = {
  readonly outcome: Outcome;
  readonly cause: "failed" | "timeout";
  /** In [0, 1). */
  readonly jitter: number;
};
type Failed = { readonly next: JobDocument; readonly facts: readonly [EventFacts, ...EventFacts[]] };

/** The code of an outcome for which the provider of the engine is to blame, and not the job. */
const PROVIDER_LIMIT = "provider_limit";

/** A failure spends an attempt; the next one starts from the checkpoint, and after the last the job waits for a person. */
export function failAttempt(job: JobDocument, { outcome, cause, jitter }: Failure, nowMs: number): Failed {
  const said: EventFacts = { type: "job.failed", outcome };
  if (outcome.code === PROVIDER_LIMIT) return withoutBlame(job, said, { jitter, nowMs });
  const failed: JobDocument = { ...withoutLease(job), outcome, attempts: job.attempts + 1 };
  const notBeforeMs = retryAtMs(failed, jitter, nowMs);
  if (notBeforeMs === null) {
    const note = `All ${failed.attemptsMax} attempts failed.`;
    return {
      next: { ...failed, stage: "dead_letter", endedAtMs: nowMs, deadReason: "attempts_exhausted" },
      facts: [said, { type: "job.dead_lettered", note }],
    };
  }
  const requeues = { ...failed.requeues, [cause]: (failed.requeues[cause] ?? 0) + 1 };
  const note = `Attempt ${failed.attempts} of ${failed.attemptsMax} failed: ${outcome.code}.`;
  return {
    next: { ...failed, stage: "queued", notBeforeMs, requeues },
    facts: [said, { type: "job.requeued", cause, note, notBeforeMs }],
  };
}

/** Each time it waits longer, because the same provider is asked again. */
function withoutBlame(
  job: JobDocument,
  said: EventFacts,
  { jitter, nowMs }: { readonly jitter: number; readonly nowMs: number },
): Failed {
  const before = job.requeues[PROVIDER_LIMIT] ?? 0;
  const { next, fact } = wayBack(job, {
    cause: PROVIDER_LIMIT,
    note: "The provider of its engine takes no more for now.",
    nowMs,
    notBeforeMs: nowMs + pauseMs(before + 1, jitter),
  });
  return { next, facts: [said, fact] };
}
