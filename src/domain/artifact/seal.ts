import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision } from "#domain/decision.ts";
import { fenced, leaseHeldBy, type Worker } from "#domain/lease/fence.ts";

type Seal = {
  readonly worker: Worker;
  readonly artifactId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

/** AR3: only the holder at the instant of the commit makes an artifact part of the job. */
export function decideSeal(job: JobDocument, seal: Seal): Decision<JobDocument, Refusal<"fenced">> {
  if (leaseHeldBy(job, seal.worker) === null) return fenced(job);
  const { artifactId, name, sizeBytes, sha256 } = seal;
  return accept(job, { type: "job.artifact_sealed", artifactId, name, sizeBytes, sha256 });
}
