import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJobAndAnswer } from "#application/change-job.ts";
import { callerOpId } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { type Worker } from "#domain/lease/fence.ts";
import { decideRelease } from "#domain/lease/release.ts";

export type ReleaseLease = {
  readonly productId: string;
  readonly jobId: string;
  readonly opId: string;
  readonly worker: Worker;
  readonly note: string;
};

export const releaseLease = (
  deps: Deps,
  release: ReleaseLease,
): Promise<Outcome<JobDocument, Refusal<"job-not-found" | "fenced" | "contention">>> =>
  changeJobAndAnswer(deps, {
    productId: release.productId,
    jobId: release.jobId,
    opId: callerOpId("release", release.worker.factoryId, release.opId),
    actor: { kind: "factory", id: release.worker.factoryId },
    decide: (job, nowMs) => decideRelease(job, release, nowMs),
  });
