import { type JobDocument } from "#contract/documents/job-document.ts";
import { runIdOf } from "#contract/id.ts";
import { accept, type Decision, skip } from "#domain/decision.ts";
import { isClaimable } from "#domain/operation/claimable.ts";

export type Grant = {
  readonly factoryId: string;
  readonly claimId: string;
  readonly bootId: number;
  readonly seat: number;
  readonly leaseTtlMs: number;
};

/** PR3: a grant raises the epoch strictly above every earlier one. Skips when the job is not for the taking any more. */
export function decideGrant(job: JobDocument, grant: Grant, nowMs: number): Decision<JobDocument, never> {
  if (!isClaimable(job) || job.notBeforeMs > nowMs) return skip();
  if (job.deadlineMs !== null && nowMs >= job.deadlineMs) return skip();
  const epoch = job.leaseEpoch + 1;
  const runId = runIdOf(job.id, epoch);
  const lease = {
    holderFactoryId: grant.factoryId,
    epoch,
    claimId: grant.claimId,
    bootId: grant.bootId,
    seat: grant.seat,
    runId,
    acquiredAtMs: nowMs,
    expiresAtMs: nowMs + grant.leaseTtlMs,
  };
  return accept(
    { ...job, stage: "assigned", leaseEpoch: epoch, lease, lastFactoryId: grant.factoryId },
    {
      type: "job.claimed",
      factoryId: grant.factoryId,
      runId,
      seat: grant.seat,
      resumedFromSha: job.checkpoint?.sha ?? null,
    },
  );
}
