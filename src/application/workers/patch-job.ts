import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJobAndAnswer } from "#application/change-job.ts";
import { callerOpId } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { decidePatch, type Patch } from "#domain/job/patch.ts";

export type PatchJob = Omit<Patch, "jitter"> & {
  readonly productId: string;
  readonly jobId: string;
  readonly opId: string;
};
type Reason = Refusal<"job-not-found" | "fenced" | "action-not-allowed" | "contention">;

/** PR4: the holder's report, under its epoch at the instant of the commit. */
export function patchJob(deps: Deps, patch: PatchJob): Promise<Outcome<JobDocument, Reason>> {
  const jitter = deps.random.next();
  return changeJobAndAnswer(deps, {
    productId: patch.productId,
    jobId: patch.jobId,
    opId: callerOpId("patch", patch.worker.factoryId, patch.opId),
    actor: { kind: "factory", id: patch.worker.factoryId },
    decide: (job, nowMs) => decidePatch(job, { ...patch, jitter }, nowMs),
  });
}
