import { type JobDocument, type JobLease } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { refuse } from "#domain/decision.ts";

/** Who says so: the token names the factory, the request names the epoch. */
export type Worker = { readonly factoryId: string; readonly leaseEpoch: number };

/** PR4: the worker's own lease, or null: only the present holder, at the present epoch, may change a job. */
export function leaseHeldBy(job: JobDocument, worker: Worker): JobLease | null {
  const { lease } = job;
  if (lease === null || lease.holderFactoryId !== worker.factoryId || lease.epoch !== worker.leaseEpoch) return null;
  return lease;
}

export const fenced = (job: JobDocument): { readonly kind: "refuse"; readonly problem: Refusal<"fenced"> } =>
  refuse({ code: "fenced", jobId: job.id, currentEpoch: job.leaseEpoch });
