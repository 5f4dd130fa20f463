import * as z from "zod";
import { DecisionDocument } from "#contract/documents/decision-document.ts";
import { JobLease } from "#contract/documents/job-document.ts";
import { EventDocument } from "#contract/event.ts";
import { JobId, ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

const DAY_SEC = 24 * 60 * 60;
export const OPERATION_TTL_SEC = 30 * DAY_SEC;

/**
 * `fleet_jobs`, kind `op`: created in the batch that changed the job. It is the receipt (a repeated request gets the
 * same truthful answer) and the news (what the relay projects). Immutable, so nothing is ever trimmed.
 */
export const OperationRecord = z.object({
  id: z.string(),
  kind: z.literal("op"),
  productId: ProductId,
  jobId: JobId,
  atMs: EpochMs,
  ttl: z.int(),
  events: z.array(EventDocument).min(1),
  /** The lease as this operation left it; the relay projects it, the newer `rev` wins. */
  lease: JobLease.nullable(),
  /** The lease that this operation ended, so that its run can be closed. */
  endedLease: JobLease.nullable(),
  parentId: JobId.nullable(),
  /** Some job became claimable, or a seat was freed: the queue version has to step. */
  wakes: z.boolean(),
  decision: DecisionDocument.nullable(),
});
export type OperationRecord = Readonly<z.infer<typeof OperationRecord>>;

export const operationIdOf = (jobId: string, opId: string): string => `op:${jobId}:${opId}`;
/**
 * The op id of a caller, in a place of its own: without it the id that one chose could be the receipt of another's
 * operation, or of the reaper's next one, and what was never done would be answered as done.
 */
export const callerOpId = (
  verb: "act" | "patch" | "release" | "review" | "review-request",
  scope: string,
  opId: string,
): string => `${verb}.${scope}.${opId}`;
/** A claim does not know its job beforehand, so its receipt is named by the claim alone. */
export const claimOperationIdOf = (factoryId: string, claimId: string): string => `op:claim:${factoryId}:${claimId}`;
