import { RESERVE_ID, type ReserveDocument } from "#contract/documents/budget-documents.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Deps } from "#application/deps.ts";
import { JOBS, RESERVES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { estimateOf, withReservation } from "#domain/budget/reservation.ts";

const RUNNING_MAX = 2_000;

/**
 * Reserves for what was running when the ceiling was set, or was claimed by an instance that had not heard of it yet:
 * otherwise the first claims under a new ceiling would count on money that is being spent.
 */
export async function adoptRunning(deps: Pick<Deps, "store" | "clock">, productId: string): Promise<void> {
  const { items } = await deps.store.query(JOBS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "in", values: ["assigned", "building"] },
    ],
    limit: RUNNING_MAX,
  });
  const running = items.map(({ value }) => value).filter(({ lease }) => lease !== null);
  const nowMs = deps.clock.nowMs();
  await replaceMonotone(deps, RESERVES, { partition: productId, id: RESERVE_ID }, (known) => {
    const missing = running.filter(({ lease }) => known?.entries[lease?.runId ?? ""] === undefined);
    return missing.length === 0 ? null : missing.reduce((reserve, job) => adopt(reserve, job, nowMs), known);
  });
}

function adopt(reserve: ReserveDocument | null, job: JobDocument, nowMs: number): ReserveDocument | null {
  if (job.lease === null) return reserve;
  const { productId, id: jobId, lease } = job;
  return withReservation(reserve, { productId, jobId, runId: lease.runId, amountMicroUsd: estimateOf(job) }, nowMs);
}
