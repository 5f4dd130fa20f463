import { RESERVE_ID, type ReserveDocument } from "#contract/documents/budget-documents.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type RunDocument } from "#contract/documents/run-document.ts";

/** What a job without a cap of its own is taken to cost, until it has: one dollar. */
export const ESTIMATE_MICRO_USD = 1_000_000;
/** One document has to hold them all. */
const RESERVATIONS_MAX = 2_000;

export const estimateOf = (job: Pick<JobDocument, "budgetMicroUsd">): number =>
  job.budgetMicroUsd ?? ESTIMATE_MICRO_USD;

export const reservedOf = (reserve: ReserveDocument | null): number =>
  Object.values(reserve?.entries ?? {}).reduce((sum, { amountMicroUsd }) => sum + amountMicroUsd, 0);

export type Reserving = {
  readonly productId: string;
  readonly runId: string;
  readonly jobId: string;
  readonly amountMicroUsd: number;
};

/** The document with one more reservation; the same run reserves once. */
export const withReservation = (
  known: ReserveDocument | null,
  { productId, runId, jobId, amountMicroUsd }: Reserving,
  nowMs: number,
): ReserveDocument => ({
  id: RESERVE_ID,
  kind: "reserve",
  productId,
  entries: { ...known?.entries, [runId]: { jobId, amountMicroUsd, atMs: nowMs } },
});

/** BG3: null when what is spent, what is promised and what this one may cost would be more than the ceiling together. */
export function decideReserve(
  known: ReserveDocument | null,
  reserving: Reserving,
  limit: { readonly spentMicroUsd: number; readonly ceilingMicroUsd: number; readonly nowMs: number },
): ReserveDocument | null {
  if (Object.keys(known?.entries ?? {}).length >= RESERVATIONS_MAX) return null;
  const wanted = limit.spentMicroUsd + reservedOf(known) + reserving.amountMicroUsd;
  return wanted > limit.ceilingMicroUsd ? null : withReservation(known, reserving, limit.nowMs);
}

/** BG4: an ended run whose whole cost is in the ledger needs its reservation no more; any other one still does. */
export const isSettled = (run: RunDocument): boolean => run.end !== null && run.countedMicroUsd >= run.costMicroUsd;

/** Null when none of the runs has a reservation. */
export function withoutReservations(known: ReserveDocument, runIds: readonly string[]): ReserveDocument | null {
  const gone = new Set(runIds.filter((runId) => runId in known.entries));
  if (gone.size === 0) return null;
  return { ...known, entries: Object.fromEntries(Object.entries(known.entries).filter(([id]) => !gone.has(id))) };
}
