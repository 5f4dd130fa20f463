import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { CheckpointInput } from "#contract/checkpoint.ts";
import { FactoryId, IdempotencyKey, JobId, ProductId, RunId } from "#contract/id.ts";
import { DEP_FAILURE_POLICIES, DEPS_MODES, RepoRef } from "#contract/manifest/manifest.ts";
import { Usd } from "#contract/money.ts";
import { Outcome } from "#contract/outcome.ts";
import { Priority } from "#contract/priority.ts";
import { Stage } from "#contract/stage.ts";
import { Timestamp } from "#contract/time.ts";

export const Lease = z
  .object({
    holderFactoryId: FactoryId,
    epoch: z.int(),
    runId: RunId,
    seat: z.int(),
    acquiredAt: Timestamp,
    expiresAt: Timestamp,
  })
  .meta({ id: "Lease" });
export type Lease = Readonly<z.infer<typeof Lease>>;

export const Checkpoint = CheckpointInput.extend({ epoch: z.int(), at: Timestamp }).meta({ id: "Checkpoint" });

/** A job on the wire. */
export const Job = z
  .object({
    id: JobId,
    productId: ProductId,
    key: IdempotencyKey.nullable(),
    title: z.string(),
    persona: z.string(),
    engine: z.string(),
    capabilities: Capabilities,
    routable: z.boolean(),
    priority: Priority,
    kind: z.enum(["task", "composite"]),
    parentId: JobId.nullable(),
    deps: z.array(JobId),
    depsMode: z.enum(DEPS_MODES),
    onDepFailure: z.enum(DEP_FAILURE_POLICIES),
    repo: RepoRef.nullable(),
    budgetUsd: Usd.nullable(),
    wallMinutes: z.number(),
    labels: z.array(z.string()),
    stage: Stage,
    held: z.boolean(),
    holdNote: z.string().nullable(),
    rev: z.int(),
    leaseEpoch: z.int(),
    lease: Lease.nullable(),
    checkpoint: Checkpoint.nullable(),
    outcome: Outcome.nullable(),
    attempts: z.int(),
    attemptsMax: z.int(),
    approvals: z.int(),
    reviewersNeeded: z.int(),
    submittedBy: z.string(),
    submittedAt: Timestamp,
    queuedAt: Timestamp,
    notBefore: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    bodySha256: z.string(),
    /** What a reviewer wants done differently in the next attempt. */
    changeRequest: z.object({ by: z.string(), note: z.string(), at: Timestamp }).nullable().exactOptional(),
    reviewExpiresAt: Timestamp.nullable().exactOptional(),
  })
  .meta({ id: "Job" });
export type Job = Readonly<z.infer<typeof Job>>;

export const JobWithBody = Job.extend({ bodyMd: z.string() }).meta({ id: "JobWithBody" });
export type JobWithBody = Readonly<z.infer<typeof JobWithBody>>;
