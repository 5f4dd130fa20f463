import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Decision, skip } from "#domain/decision.ts";
import { backToQueue } from "#domain/lease/back-to-queue.ts";

export type RemoveHolder = { readonly factoryId: string; readonly epoch: number; readonly by: string };

/** FL4: the job of a factory that is being removed goes back to the queue. Skips unless that very lease is still there. */
export function decideRemoveHolder(
  job: JobDocument,
  { factoryId, epoch, by }: RemoveHolder,
  nowMs: number,
): Decision<JobDocument, never> {
  if (job.lease === null || job.lease.holderFactoryId !== factoryId || job.lease.epoch !== epoch) return skip();
  return backToQueue(job, { cause: "factory_removed", note: `${factoryId} was removed by ${by}.`, nowMs });
}
