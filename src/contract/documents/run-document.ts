import * as z from "zod";
import { FactoryId, JobId, ProductId, RunId } from "#contract/id.ts";
import { MicroUsd } from "#contract/money.ts";
import { Outcome } from "#contract/outcome.ts";
import { EpochMs } from "#contract/time.ts";

export const SESSIONS_MAX = 20;

/** What one engine session has used so far. Cumulative: a report repeated, late or out of order changes nothing. */
export const SessionUsage = z
  .object({
    session: z.string().min(1).max(120),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    /** Null is "unknown" and is never stored as 0. */
    costMicroUsd: MicroUsd.nullable(),
    source: z.enum(["reported", "estimated", "unknown"]),
  })
  .meta({ id: "SessionUsage" });
export type SessionUsage = z.infer<typeof SessionUsage>;

export const RUN_ENDS = [
  "finished",
  "failed",
  "lease_lost",
  "factory_restarted",
  "factory_removed",
  "released",
  "preempted",
  "provider_limit",
  "timeout",
  "cancelled",
  "requeued",
] as const;

/** `fleet_runs`: one attempt, which is one grant. `countedMicroUsd` is what the product's ledger holds of it. */
export const RunDocument = z.object({
  id: RunId,
  productId: ProductId,
  jobId: JobId,
  epoch: z.int().min(1),
  factoryId: FactoryId,
  startedAtMs: EpochMs,
  endedAtMs: EpochMs.nullable(),
  end: z.enum(RUN_ENDS).nullable(),
  outcome: Outcome.nullable(),
  resumedFromSha: z.string().nullable(),
  usage: z.array(SessionUsage).max(SESSIONS_MAX),
  costMicroUsd: MicroUsd,
  countedMicroUsd: MicroUsd,
  /** When its usage last grew: a sign of life that no heartbeat gives. */
  usageAtMs: EpochMs.nullable().default(null),
});
export type RunDocument = Readonly<z.infer<typeof RunDocument>>;
