import * as z from "zod";
import { ProfileSnapshot } from "#contract/documents/profile-document.ts";
import { Checkpoint } from "#contract/job.ts";
import { Cadence } from "#contract/factory.ts";
import { IdempotencyKey, JobId, RunId } from "#contract/id.ts";
import { Job } from "#contract/job.ts";
import { SESSIONS_MAX, SessionUsage } from "#contract/documents/run-document.ts";
import { Usd } from "#contract/money.ts";
import { defineRoutes } from "#contract/route.ts";
import { Timestamp } from "#contract/time.ts";

const ofJob = z.strictObject({ jobId: JobId });

export const ClaimedJob = z
  .object({
    job: Job,
    bodyMd: z.string(),
    /** What the job kept of its profile; the engine is told its instructions before the job's own text. */
    profile: ProfileSnapshot.nullable().default(null),
    runId: RunId,
    leaseEpoch: z.int().min(1),
    leaseExpiresAt: Timestamp,
    checkpoint: Checkpoint.nullable(),
  })
  .meta({ id: "ClaimedJob" });
export type ClaimedJob = Readonly<z.infer<typeof ClaimedJob>>;

/** Far above what one session can cost, and so far below what a sum can hold that no report can spoil the ledger. */
const SESSION_USD_MAX = 1_000_000;

/** Usage on the wire: dollars, cumulative for one engine session of the run. */
export const UsageReport = SessionUsage.omit({ costMicroUsd: true })
  .extend({ costUsd: Usd.max(SESSION_USD_MAX).nullable() })
  .meta({ id: "UsageReport" });

export const WORKER_ROUTES = defineRoutes({
  claimJob: {
    method: "POST",
    path: "/api/fleet/claim",
    tag: "Workers",
    summary: "Claim the best job for the calling factory. Repeated with the same claimId, it gives the same job.",
    access: ["factory"],
    body: z.strictObject({ claimId: IdempotencyKey, bootId: z.int().min(0) }).meta({ id: "Claim" }),
    ok: z.object({
      claimed: ClaimedJob.nullable(),
      /** The queue version read before the queue was; null when this answer must not gate the next claim. */
      queueVersion: z.int().nullable(),
      cadence: Cadence,
    }),
    problems: ["factory-not-found", "contention"],
  },
  renewLease: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/lease/renew",
    tag: "Workers",
    summary: "Prolong the lease (fenced)",
    access: ["factory"],
    params: ofJob,
    body: z.strictObject({ leaseEpoch: z.int().min(1) }),
    ok: z.object({ leaseExpiresAt: Timestamp, cadence: Cadence }),
    problems: ["job-not-found", "fenced", "contention"],
  },
  releaseLease: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/lease/release",
    tag: "Workers",
    summary: "Give the job back to the queue with its checkpoint (fenced)",
    access: ["factory"],
    params: ofJob,
    body: z.strictObject({ opId: IdempotencyKey, leaseEpoch: z.int().min(1), note: z.string().max(500).default("") }),
    ok: z.object({ job: Job }),
    problems: ["job-not-found", "fenced", "action-not-allowed", "contention"],
  },
  reportUsage: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/runs/{runId}/usage",
    tag: "Workers",
    summary: "Report what a run has used so far. Cumulative, and accepted after fencing: what is spent is spent.",
    access: ["factory"],
    params: ofJob.extend({ runId: RunId }),
    body: z.strictObject({ sessions: z.array(UsageReport).min(1).max(SESSIONS_MAX) }).meta({ id: "ReportUsage" }),
    ok: z.object({ costUsd: Usd }),
    problems: ["run-not-found", "contention", "invalid-request"],
  },
});
