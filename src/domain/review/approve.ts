import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";
import { type Reviewer, standingApprovals, whyNoVoice } from "#domain/review/voice.ts";

/** One voice a principal. With enough of them about the present commit the job goes on to testing. */
export function decideApprove(
  job: JobDocument,
  reviewer: Reviewer,
  nowMs: number,
): Decision<JobDocument, Refusal<"action-not-allowed"> | Refusal<"own-work">> {
  const { name: by } = reviewer;
  const no = whyNoVoice(job, reviewer);
  if (no !== null) return refuse(no);
  const standing = standingApprovals(job);
  if (standing.some((approval) => approval.by === by)) {
    const reason = `${by} has approved it already.`;
    return refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  }
  const approvals = [...standing, { by, sha: job.outcome?.sha ?? null, epoch: job.leaseEpoch, atMs: nowMs }];
  const enough = approvals.length >= job.reviewersNeeded;
  return accept(
    {
      ...job,
      approvals,
      stage: enough ? "testing" : "review",
      reviewExpiresAtMs: enough ? null : job.reviewExpiresAtMs,
    },
    { type: "job.approved", by, approvals: approvals.length, needed: job.reviewersNeeded },
  );
}
