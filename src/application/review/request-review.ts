import { type JobDocument } from "#contract/documents/job-document.ts";
import { callerOpId } from "#contract/documents/operation-record.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJobAndAnswer } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { decideRequestReview, type RequestReview } from "#domain/review/request-review.ts";

export type AskForReview = RequestReview & {
  readonly productId: string;
  readonly jobId: string;
  readonly opId: string;
};
type Reason = Refusal<"job-not-found" | "fenced" | "action-not-allowed" | "contention">;

export const requestReview = (deps: Deps, ask: AskForReview): Promise<Outcome<JobDocument, Reason>> =>
  changeJobAndAnswer(deps, {
    productId: ask.productId,
    jobId: ask.jobId,
    opId: callerOpId("review-request", ask.by, ask.opId),
    actor: { kind: ask.worker === null ? "operator" : "factory", id: ask.by },
    decide: (job, nowMs) => decideRequestReview(job, ask, nowMs),
  });
