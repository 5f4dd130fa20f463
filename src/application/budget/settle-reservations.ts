import { RESERVE_ID } from "#contract/documents/budget-documents.ts";
import { type Deps } from "#application/deps.ts";
import { RESERVES, RUNS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { isSettled, withoutReservations } from "#domain/budget/reservation.ts";

type Needs = Pick<Deps, "store">;

/** BG4: gives back what the run had reserved. Only for a run whose whole cost the product's spend contains. */
export async function releaseReservations(deps: Needs, productId: string, runIds: readonly string[]): Promise<boolean> {
  let released = false;
  await replaceMonotone(deps, RESERVES, { partition: productId, id: RESERVE_ID }, (known) => {
    const next = known === null ? null : withoutReservations(known, runIds);
    released = next !== null;
    return next;
  });
  return released;
}

/** The second chance of a reservation whose run was settled without anybody's giving it back, or never cost anything. */
export async function settleReservations(deps: Needs, productId: string): Promise<boolean> {
  const reserve = await deps.store.read(RESERVES, productId, RESERVE_ID);
  const settled = await Promise.all(
    Object.entries(reserve?.value.entries ?? {}).map(async ([runId, { jobId }]) => {
      const run = await deps.store.read(RUNS, jobId, runId);
      return run !== null && isSettled(run.value) ? [runId] : [];
    }),
  );
  const runIds = settled.flat();
  return runIds.length > 0 && releaseReservations(deps, productId, runIds);
}
