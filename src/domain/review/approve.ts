import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";

export type Approve = { readonly by: string; readonly note: string };

/** One voice a principal. With enough of them the job goes on to testing. */
export function decideApprove(
  job: JobDocument,
  { by }: Approve,
  nowMs: number,
): Decision<JobDocument, Refusal<"action-not-allowed">> {
  const no = (reason: string) => refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  if (job.approvals.some((approval) => approval.by === by)) return no(`${by} has approved it already.`);
  const approvals = [...job.approvals, { by, sha: job.outcome?.sha ?? null, epoch: job.leaseEpoch, atMs: nowMs }];
  const enough = approvals.length >= job.reviewersNeeded;
  return accept(
    { ...job, approvals, stage: enough ? "testing" : "review" },
    { type: "job.approved", by, approvals: approvals.length, needed: job.reviewersNeeded },
  );
}
