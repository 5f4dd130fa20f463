import { type JobDocument } from "#contract/documents/job-document.ts";
import { type JobAction } from "#contract/job-can.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJobAndAnswer } from "#application/change-job.ts";
import { callerOpId } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { decideAct } from "#domain/job/act.ts";

export type ActOnJob = {
  readonly productId: string;
  readonly jobId: string;
  readonly action: JobAction;
  readonly opId: string;
  readonly by: string;
  readonly note: string;
  readonly mayReviewOwn?: boolean;
};
type Reason = Refusal<"job-not-found" | "action-not-allowed" | "own-work" | "contention">;

export const actOnJob = (deps: Deps, act: ActOnJob): Promise<Outcome<JobDocument, Reason>> =>
  changeJobAndAnswer(deps, {
    productId: act.productId,
    jobId: act.jobId,
    opId: callerOpId("act", act.action, act.opId),
    actor: { kind: "operator", id: act.by },
    decide: (job, nowMs) => decideAct(job, act, nowMs),
  });
