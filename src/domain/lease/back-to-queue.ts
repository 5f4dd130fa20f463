import { type JobDocument, type RequeueCause } from "#contract/documents/job-document.ts";
import { accept, type Decision } from "#domain/decision.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

/** A job that the fleet itself keeps losing is taken out of circulation: something about it kills its hosts. */
const FLEET_REQUEUES_MAX = 20;
const BY_FLEET: readonly RequeueCause[] = ["lease_lost", "factory_restarted", "released"];

export type BackToQueue = { readonly cause: RequeueCause; readonly note: string; readonly nowMs: number };

/** The way back that every end of a lease takes: the checkpoint stays, the seat is freed, the cause is counted. */
export function backToQueue(job: JobDocument, { cause, note, nowMs }: BackToQueue): Decision<JobDocument, never> {
  const requeues = { ...job.requeues, [cause]: (job.requeues[cause] ?? 0) + 1 };
  const lost = BY_FLEET.reduce((sum, each) => sum + (requeues[each] ?? 0), 0);
  const freed = { ...withoutLease(job), requeues };
  if (lost > FLEET_REQUEUES_MAX && BY_FLEET.includes(cause)) {
    return accept(
      { ...freed, stage: "dead_letter", endedAtMs: nowMs },
      { type: "job.dead_lettered", note: `It was lost ${lost} times (${cause}).` },
    );
  }
  return accept(
    { ...freed, stage: "queued", notBeforeMs: nowMs },
    { type: "job.requeued", cause, note, notBeforeMs: nowMs },
  );
}
