import { type JobDocument, type RequeueCause } from "#contract/documents/job-document.ts";
import { type EventFacts } from "#contract/event.ts";
import { accept, type Decision } from "#domain/decision.ts";
import { FLEET_REQUEUES_MAX, lossesOf, RETRY_POLICY } from "#domain/job/retry-policy.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type BackToQueue = {
  readonly cause: RequeueCause;
  readonly note: string;
  readonly nowMs: number;
  /** When it may be claimed again; at once when it is left out. */
  readonly notBeforeMs?: number;
};

/** The way back that every end of a lease takes: the checkpoint stays, the seat is freed, the cause is counted. */
export function backToQueue(job: JobDocument, back: BackToQueue): Decision<JobDocument, never> {
  const { next, fact } = wayBack(job, back);
  return accept(next, fact);
}

/** The same as plain values, for a decision that has more to tell. */
export function wayBack(
  job: JobDocument,
  { cause, note, nowMs, notBeforeMs = nowMs }: BackToQueue,
): { readonly next: JobDocument; readonly fact: EventFacts } {
  const requeues = { ...job.requeues, [cause]: (job.requeues[cause] ?? 0) + 1 };
  const lost = lossesOf(requeues);
  const freed = { ...withoutLease(job), requeues };
  if (lost > FLEET_REQUEUES_MAX && RETRY_POLICY[cause].capped) {
    return {
      next: { ...freed, stage: "dead_letter", endedAtMs: nowMs, deadReason: "lost_too_often" },
      fact: { type: "job.dead_lettered", note: `It was lost ${lost} times (${cause}).` },
    };
  }
  return {
    next: { ...freed, stage: "queued", notBeforeMs },
    fact: { type: "job.requeued", cause, note, notBeforeMs },
  };
}
