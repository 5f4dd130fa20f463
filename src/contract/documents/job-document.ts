import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { Checkpoint } from "#contract/checkpoint.ts";
import { FactoryId, IdempotencyKey, JobId, ProductId, RunId } from "#contract/id.ts";
import {
  DEP_FAILURE_POLICIES,
  DEPS_MODES,
  NO_PROGRESS_POLICIES,
  RepoRef,
  REVIEW_MINUTES_DEFAULT,
} from "#contract/manifest/manifest.ts";
import { ProfileSnapshot } from "#contract/documents/profile-document.ts";
import { MicroUsd } from "#contract/money.ts";
import { Priority } from "#contract/priority.ts";
import { Outcome } from "#contract/outcome.ts";
import { Stage } from "#contract/stage.ts";
import { EpochMs } from "#contract/time.ts";

/** The truth of who holds the job. It lives inside the job: a second document would lose it in a crash. */
export const JobLease = z.object({
  holderFactoryId: FactoryId,
  epoch: z.int().min(1),
  claimId: z.string(),
  bootId: z.int().min(0),
  seat: z.int().min(0),
  runId: RunId,
  acquiredAtMs: EpochMs,
  expiresAtMs: EpochMs,
});
export type JobLease = z.infer<typeof JobLease>;

const Hold = z.object({ by: z.string(), note: z.string(), atMs: EpochMs });

export const REQUEUE_CAUSES = [
  "lease_lost",
  "factory_restarted",
  "factory_removed",
  "released",
  "preempted",
  "provider_limit",
  "changes_requested",
  "timeout",
  "failed",
  "operator",
] as const;
export const RequeueCause = z.enum(REQUEUE_CAUSES);
export type RequeueCause = z.infer<typeof RequeueCause>;

export const DEAD_REASONS = ["attempts_exhausted", "lost_too_often"] as const;

/** What a reviewer wants done differently: the next attempt starts from it. */
const ChangeRequest = z.object({ by: z.string(), note: z.string(), atMs: EpochMs });

/** `fleet_jobs`, kind `job`: small and hot. The verbatim body rests in a document of its own. */
export const JobDocument = z.object({
  id: JobId,
  kind: z.literal("job"),
  productId: ProductId,
  key: IdempotencyKey.nullable(),
  title: z.string(),
  persona: z.string(),
  /** The profile as it was at the submission; null where the persona had none. */
  profile: ProfileSnapshot.nullable().default(null),
  engine: z.string(),
  requires: Capabilities,
  routable: z.boolean(),
  priority: Priority,
  priorityRank: z.int(),
  jobKind: z.enum(["task", "composite"]),
  depsExpected: z.int().min(0),
  parentId: JobId.nullable(),
  deps: z.array(JobId),
  depsMode: z.enum(DEPS_MODES),
  onDepFailure: z.enum(DEP_FAILURE_POLICIES),
  repo: RepoRef.nullable(),
  budgetMicroUsd: MicroUsd.nullable(),
  wallMaxMs: z.int().min(1),
  reviewersNeeded: z.int().min(0),
  approvals: z.array(z.object({ by: z.string(), sha: z.string().nullable(), epoch: z.int(), atMs: EpochMs })),
  labels: z.array(z.string()),
  submittedBy: z.string(),
  bodySha256: z.string(),
  stage: Stage,
  hold: Hold.nullable(),
  /** The number of the job's last event: every recorded operation adds at least one, so it grows with each. */
  rev: z.int().min(1),
  /** Strictly above every earlier grant; it rises with each grant and with each end of a lease. */
  leaseEpoch: z.int().min(0),
  lease: JobLease.nullable(),
  checkpoint: Checkpoint.nullable(),
  outcome: Outcome.nullable(),
  /** Attempts that the job itself spent, by success or failure. What the fleet did to it stands in `requeues`. */
  attempts: z.int().min(0),
  attemptsMax: z.int().min(1),
  requeues: z.partialRecord(RequeueCause, z.int()),
  lastFactoryId: FactoryId.nullable(),
  submittedAtMs: EpochMs,
  queuedAtMs: EpochMs,
  notBeforeMs: EpochMs,
  endedAtMs: EpochMs.nullable(),
  changeRequest: ChangeRequest.nullable().default(null),
  reviewMaxMs: z
    .int()
    .min(1)
    .default(REVIEW_MINUTES_DEFAULT * 60_000),
  /** When the wait for reviewers is brought to somebody's attention; null when it was, or when nobody is asked. */
  reviewExpiresAtMs: EpochMs.nullable().default(null),
  /** The start that was wished for; null when it may start at once. */
  startAfterMs: EpochMs.nullable().default(null),
  /** It may not start at or after this instant. */
  deadlineMs: EpochMs.nullable().default(null),
  queueMaxMs: z.int().min(1).nullable().default(null),
  progressMaxMs: z.int().min(1).nullable().default(null),
  onNoProgress: z.enum(NO_PROGRESS_POLICIES).default("fail"),
  /** When its holder last wrote a stage or a checkpoint; what it reported of its usage stands in its run. */
  progressAtMs: EpochMs.nullable().default(null),
  /** When the first of its time limits strikes: the one number by which the reaper finds it. */
  dueAtMs: EpochMs.nullable().default(null),
  /** Why it is in `dead_letter`, for whoever picks what to try again. */
  deadReason: z.enum(DEAD_REASONS).nullable().default(null),
});
export type JobDocument = Readonly<z.infer<typeof JobDocument>>;

/** Where a job is, and nothing of it: a sweep that reads more could not get past one document that is damaged. */
export const JobAddress = z.object({ id: z.string(), productId: z.string() });
export type JobAddress = Readonly<z.infer<typeof JobAddress>>;

/** `fleet_jobs`, kind `body`: the manifest's text, written once and read on demand. */
export const BodyDocument = z.object({
  id: z.string(),
  kind: z.literal("body"),
  productId: ProductId,
  jobId: JobId,
  bodyMd: z.string(),
});
export type BodyDocument = Readonly<z.infer<typeof BodyDocument>>;
export const bodyIdOf = (jobId: string): string => `body:${jobId}`;

/** `fleet_jobs`, kind `idem`: one submit of one key, created in the submit's own batch. */
export const IdempotencyDocument = z.object({
  id: z.string(),
  kind: z.literal("idem"),
  productId: ProductId,
  jobId: JobId,
  requestSha256: z.string(),
});
export type IdempotencyDocument = Readonly<z.infer<typeof IdempotencyDocument>>;
export const idempotencyIdOf = (key: string): string => `idem:${key}`;

/** `fleet_jobs`, kind `seat`: one seat in use. Two claims of one seat meet at its id, so no counter is read. */
export const SeatDocument = z.object({
  id: z.string(),
  kind: z.literal("seat"),
  productId: ProductId,
  factoryId: FactoryId,
  seat: z.int().min(0),
  jobId: JobId,
  epoch: z.int().min(1),
  bootId: z.int().min(0),
  claimId: z.string(),
});
export type SeatDocument = Readonly<z.infer<typeof SeatDocument>>;
export const seatIdOf = (factoryId: string, seat: number): string => `seat:${factoryId}:${seat}`;
