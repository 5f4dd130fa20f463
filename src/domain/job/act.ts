import { type JobDocument } from "#contract/documents/job-document.ts";
import { type JobAction, whyNot } from "#contract/job-can.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";
import { decideApprove } from "#domain/review/approve.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type Act = { readonly action: JobAction; readonly by: string; readonly note: string };
type Decided = Decision<JobDocument, Refusal<"action-not-allowed">>;

/** An operator's action: the table says whether the stage allows it, the rest says what follows. */
export function decideAct(job: JobDocument, act: Act, nowMs: number): Decided {
  const reason = whyNot(act.action, { stage: job.stage, held: job.hold !== null });
  if (reason !== null) return refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  switch (act.action) {
    case "approve":
      return decideApprove(job, act, nowMs);
    case "ship":
      return accept(
        { ...job, stage: "shipped", endedAtMs: nowMs },
        { type: "job.shipped", sha: job.outcome?.sha ?? null },
      );
    case "requeue":
      return requeue(job, act, nowMs);
    case "reject":
      return end(job, act, "rejected", nowMs);
    case "cancel":
      return end(job, act, "cancelled", nowMs);
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
      endedAtMs: null,
      notBeforeMs: nowMs,
    },
    { type: "job.requeued", cause: "operator", note: act.note, notBeforeMs: nowMs },
  );
}

function end(job: JobDocument, act: Act, result: "rejected" | "cancelled", nowMs: number): Decided {
  const outcome = {
    result,
    code: result,
    message: act.note,
    sha: job.outcome?.sha ?? null,
    branch: job.outcome?.branch ?? null,
    exitCode: null,
  };
  const next: JobDocument = { ...withoutLease(job), stage: "failed", outcome, hold: null, endedAtMs: nowMs };
  return accept(
    next,
    result === "cancelled" ? { type: "job.cancelled", note: act.note } : { type: "job.rejected", note: act.note },
  );
}
