import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Decision, skip } from "#domain/decision.ts";
import { backToQueue } from "#domain/lease/back-to-queue.ts";

export type Expire = { readonly epoch: number; readonly graceMs: number };

/** PR8: the reaper's decision. Skips unless the very lease that was seen is still there and is past its grace. */
export function decideExpire(
  job: JobDocument,
  { epoch, graceMs }: Expire,
  nowMs: number,
): Decision<JobDocument, never> {
  const { lease } = job;
  if (lease === null || lease.epoch !== epoch || lease.expiresAtMs + graceMs > nowMs) return skip();
  return backToQueue(job, {
    cause: "lease_lost",
    note: `${lease.holderFactoryId} was not heard of in time.`,
    nowMs,
  });
}
