import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Outcome } from "#contract/outcome.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

/**
 * JB4: a finished attempt holds no seat while people look at it. What was approved before was another commit, and what
 * was to be changed has been: both end here.
 */
export const finishAttempt = (
  job: JobDocument,
  stage: "review" | "testing",
  outcome: Outcome,
  nowMs: number,
): JobDocument => ({
  ...withoutLease(job),
  stage,
  outcome,
  attempts: job.attempts + 1,
  approvals: [],
  changeRequest: null,
  reviewExpiresAtMs: stage === "review" ? nowMs + job.reviewMaxMs : null,
});
