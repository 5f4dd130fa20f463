import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Decision, skip } from "#domain/decision.ts";
import { backToQueue } from "#domain/lease/back-to-queue.ts";

export type TakeOver = { readonly factoryId: string; readonly epoch: number; readonly bootId: number };

/** PR5: a restarted factory gives up what its earlier boots held, so that it does not wait for its own ghost. */
export function decideTakeOver(job: JobDocument, seen: TakeOver, nowMs: number): Decision<JobDocument, never> {
  const { lease } = job;
  if (lease === null || lease.epoch !== seen.epoch || lease.holderFactoryId !== seen.factoryId) return skip();
  if (lease.bootId >= seen.bootId) return skip();
  return backToQueue(job, { cause: "factory_restarted", note: `${seen.factoryId} restarted.`, nowMs });
}
