import { type JobDocument } from "#contract/documents/job-document.ts";
import { accept, type Decision, skip } from "#domain/decision.ts";
import { standingApprovals } from "#domain/review/voice.ts";

/** RV7: a wait that ran out is told once. The work is not thrown away for it: what was approved stands, and it waits on. */
export function decideReviewExpiry(job: JobDocument, nowMs: number): Decision<JobDocument, never> {
  if (job.stage !== "review" || job.reviewExpiresAtMs === null || job.reviewExpiresAtMs > nowMs) return skip();
  return accept(
    { ...job, reviewExpiresAtMs: null },
    { type: "job.review_expired", approvals: standingApprovals(job).length, needed: job.reviewersNeeded },
  );
}
