import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type Problem, type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { OPERATIONS } from "#application/ports/collections.ts";
import { StoreUnavailable } from "#application/ports/store.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Write } from "#domain/operation/write.ts";

const ATTEMPTS_MAX = 10;
const BACKOFF_BASE_MS = 10;
const BACKOFF_CAP_MS = 1_000;

export type Plan<Reason extends Problem> =
  | {
      readonly kind: "commit";
      readonly job: JobDocument;
      readonly record: OperationRecord;
      readonly writes: readonly Write[];
    }
  | { readonly kind: "refuse"; readonly problem: Reason }
  | { readonly kind: "skip" };

export type Executed<Reason extends Problem> =
  | { readonly kind: "committed"; readonly job: JobDocument; readonly record: OperationRecord }
  /** The operation had taken effect before, under the same id: the receipt says so. */
  | { readonly kind: "replayed"; readonly record: OperationRecord }
  | { readonly kind: "refused"; readonly problem: Reason | Refusal<"contention"> }
  | { readonly kind: "skipped" };

/**
 * The one imperative loop: load and decide (`plan`), commit one batch, and on a lost race or an unknown outcome start
 * again from the load. PR2, PR7: whatever happened on the way, the receipt gives the truthful answer.
 */
export async function execute<Reason extends Problem>(
  deps: Deps,
  operation: { readonly productId: string; readonly recordId: string },
  plan: (nowMs: number) => Promise<Plan<Reason>>,
): Promise<Executed<Reason>> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    // Sequential on purpose: each attempt depends on what the last one left behind.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const executed = await attemptOnce(deps, operation, plan);
    if (executed !== null) return executed;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.sleep(pauseMs(attempt, deps.random.next()));
  }
  return { kind: "refused", problem: { code: "contention", retryAfterMs: BACKOFF_CAP_MS } };
}

/** Null when the race was lost or the outcome is unknown, and the answer has to be found again. */
async function attemptOnce<Reason extends Problem>(
  deps: Deps,
  operation: { readonly productId: string; readonly recordId: string },
  plan: (nowMs: number) => Promise<Plan<Reason>>,
): Promise<Executed<Reason> | null> {
  try {
    const planned = await plan(deps.clock.nowMs());
    if (planned.kind !== "commit") {
      // What this very operation did may be why it is refused now.
      const receipt = await receiptOf(deps, operation);
      if (receipt !== null) return { kind: "replayed", record: receipt };
      return planned.kind === "skip" ? { kind: "skipped" } : { kind: "refused", problem: planned.problem };
    }
    const result = await deps.store.commit("fleet_jobs", operation.productId, planned.writes);
    if (result.ok) {
      await deps.relay.news(planned.record);
      return { kind: "committed", job: planned.job, record: planned.record };
    }
    const receipt = await receiptOf(deps, operation);
    return receipt === null ? null : { kind: "replayed", record: receipt };
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

/** A receipt found is projected once more: the request that made it may have died before it could. */
async function receiptOf(
  deps: Deps,
  operation: { readonly productId: string; readonly recordId: string },
): Promise<OperationRecord | null> {
  const found = await deps.store.read(OPERATIONS, operation.productId, operation.recordId);
  if (found === null) return null;
  await deps.relay.news(found.value);
  return found.value;
}

const pauseMs = (attempt: number, random: number): number =>
  Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt) * (0.5 + random / 2);
