import { type JobDocument } from "#contract/documents/job-document.ts";
import { whyNot } from "#contract/job-can.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Verdict } from "#contract/routes/review-routes.ts";
import { type Decision, refuse } from "#domain/decision.ts";
import { endByPerson } from "#domain/job/end-by-person.ts";
import { decideApprove } from "#domain/review/approve.ts";
import { decideRequestChanges } from "#domain/review/request-changes.ts";
import { type Reviewer, whyNoVoice } from "#domain/review/voice.ts";

export type Review = {
  readonly verdict: Verdict;
  readonly note: string;
  readonly reviewer: Reviewer;
  /** The commit that was looked at; null when the reviewer did not say. */
  readonly sha: string | null;
};
type Reason = Refusal<"action-not-allowed" | "own-work" | "review-outdated">;

/** RV1 to RV5: one verdict of one principal. A single rejection is a veto, however many have approved. */
export function decideReview(job: JobDocument, review: Review, nowMs: number): Decision<JobDocument, Reason> {
  const { verdict, reviewer, note } = review;
  const reason = whyNot(verdict === "approve" ? "approve" : "reject", { stage: job.stage, held: false });
  if (reason !== null) return refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  const sha = job.outcome?.sha ?? null;
  if (review.sha !== null && review.sha !== sha)
    return refuse({ code: "review-outdated", jobId: job.id, sha, epoch: job.leaseEpoch });
  switch (verdict) {
    case "approve":
      return decideApprove(job, reviewer, nowMs);
    case "reject": {
      // Whoever submitted it may take it back; the factory that ran it has no say in it at all.
      const no = whyNoVoice(job, { ...reviewer, mayReviewOwn: true });
      return no === null ? endByPerson(job, { result: "rejected", note }, nowMs) : refuse(no);
    }
    case "request_changes": {
      const no = whyNoVoice(job, { ...reviewer, mayReviewOwn: true });
      return no === null ? decideRequestChanges(job, { by: reviewer.name, note }, nowMs) : refuse(no);
    }
  }
}
