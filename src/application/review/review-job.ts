import { type JobDocument } from "#contract/documents/job-document.ts";
import { callerOpId } from "#contract/documents/operation-record.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJobAndAnswer } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { decideReview, type Review } from "#domain/review/review.ts";

export type ReviewJob = Review & { readonly productId: string; readonly jobId: string; readonly opId: string };
type Reason = Refusal<"job-not-found" | "action-not-allowed" | "own-work" | "review-outdated" | "contention">;

export const reviewJob = (deps: Deps, review: ReviewJob): Promise<Outcome<JobDocument, Reason>> =>
  changeJobAndAnswer(deps, {
    productId: review.productId,
    jobId: review.jobId,
    opId: callerOpId("review", review.verdict, review.opId),
    actor: { kind: "operator", id: review.reviewer.name },
    decide: (job, nowMs) => decideReview(job, review, nowMs),
  });
