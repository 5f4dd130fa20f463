import { type JobDocument } from "#contract/documents/job-document.ts";
import { type JobAction, whyNot } from "#contract/job-can.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";
import { endByPerson } from "#domain/job/end-by-person.ts";
import { decideApprove } from "#domain/review/approve.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type Act = {
  readonly action: JobAction;
  readonly by: string;
  readonly note: string;
  /** Whether an approval of what oneself submitted counts; it does not unless it is said. */
  readonly mayReviewOwn?: boolean;
};
type Decided = Decision<JobDocument, Refusal<"action-not-allowed" | "own-work">>;

/** An operator's action: the table says whether the stage allows it, the rest says what follows. */
export function decideAct(job: JobDocument, act: Act, nowMs: number): Decided {
  const reason = whyNot(act.action, { stage: job.stage, held: job.hold !== null });
  if (reason !== null) return refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  switch (act.action) {
    case "approve":
      return decideApprove(job, { name: act.by, factoryId: null, mayReviewOwn: act.mayReviewOwn ?? false }, nowMs);
    case "ship":
      return accept(
        { ...job, stage: "shipped", endedAtMs: nowMs },
        { type: "job.shipped", sha: job.outcome?.sha ?? null },
      );
    case "requeue":
      return requeue(job, act, nowMs);
    case "reject":
      return endByPerson(job, { result: "rejected", note: act.note }, nowMs);
    case "cancel":
      return endByPerson(job, { result: "cancelled", note: act.note }, nowMs);
    case "hold":
      return accept(
        { ...job, hold: { by: act.by, note: act.note, atMs: nowMs } },
        { type: "job.held", note: act.note },
      );
    case "release":
      return accept({ ...job, hold: null }, { type: "job.released", note: act.note });
  }
}

/** A requeue by a person is a fresh start for the counters of failure, and keeps the checkpoint and the history. */
function requeue(job: JobDocument, act: Act, nowMs: number): Decided {
  const requeues = { operator: (job.requeues.operator ?? 0) + 1 };
  return accept(
    {
      ...withoutLease(job),
      stage: "queued",
      attempts: 0,
      requeues,
      approvals: [],
      reviewExpiresAtMs: null,
      deadReason: null,
      endedAtMs: null,
      notBeforeMs: nowMs,
    },
    { type: "job.requeued", cause: "operator", note: act.note, notBeforeMs: nowMs },
  );
}
