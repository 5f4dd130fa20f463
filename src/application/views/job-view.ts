import { type Checkpoint as StoredCheckpoint } from "#contract/checkpoint.ts";
import { type JobDocument, type JobLease } from "#contract/documents/job-document.ts";
import { type Job, type Lease } from "#contract/job.ts";
import { microUsdToUsd } from "#contract/money.ts";
import { toTimestamp } from "#contract/time.ts";

const MINUTE_MS = 60_000;

/** The job as it crosses the wire. */
export const jobView = (job: JobDocument): Job => ({
  id: job.id,
  productId: job.productId,
  key: job.key,
  title: job.title,
  persona: job.persona,
  engine: job.engine,
  capabilities: job.requires,
  routable: job.routable,
  priority: job.priority,
  kind: job.jobKind,
  parentId: job.parentId,
  deps: job.deps,
  depsMode: job.depsMode,
  onDepFailure: job.onDepFailure,
  repo: job.repo,
  budgetUsd: job.budgetMicroUsd === null ? null : microUsdToUsd(job.budgetMicroUsd),
  wallMinutes: job.wallMaxMs / MINUTE_MS,
  labels: job.labels,
  stage: job.stage,
  held: job.hold !== null,
  holdNote: job.hold?.note ?? null,
  rev: job.rev,
  leaseEpoch: job.leaseEpoch,
  lease: job.lease === null ? null : leaseView(job.lease),
  checkpoint: checkpointView(job.checkpoint),
  outcome: job.outcome,
  attempts: job.attempts,
  attemptsMax: job.attemptsMax,
  approvals: job.approvals.length,
  reviewersNeeded: job.reviewersNeeded,
  submittedBy: job.submittedBy,
  submittedAt: toTimestamp(job.submittedAtMs),
  queuedAt: toTimestamp(job.queuedAtMs),
  notBefore: job.notBeforeMs > job.queuedAtMs ? toTimestamp(job.notBeforeMs) : null,
  endedAt: job.endedAtMs === null ? null : toTimestamp(job.endedAtMs),
  bodySha256: job.bodySha256,
  changeRequest: job.changeRequest === null ? null : changeRequestView(job.changeRequest),
  reviewExpiresAt: job.reviewExpiresAtMs === null ? null : toTimestamp(job.reviewExpiresAtMs),
});

const changeRequestView = ({ by, note, atMs }: NonNullable<JobDocument["changeRequest"]>) => ({
  by,
  note,
  at: toTimestamp(atMs),
});

const leaseView = (lease: JobLease): Lease => ({
  holderFactoryId: lease.holderFactoryId,
  epoch: lease.epoch,
  runId: lease.runId,
  seat: lease.seat,
  acquiredAt: toTimestamp(lease.acquiredAtMs),
  expiresAt: toTimestamp(lease.expiresAtMs),
});

export function checkpointView(checkpoint: StoredCheckpoint | null): Job["checkpoint"] {
  if (checkpoint === null) return null;
  const { atMs, ...rest } = checkpoint;
  return { ...rest, at: toTimestamp(atMs) };
}
