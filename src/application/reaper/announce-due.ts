import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";

/** Longer than the timer's period, so that a job that became due between two ticks is in one of them for certain. */
const LOOKBACK_MS = 60_000;
const DUE_MAX = 200;

/** PR6: a pause that ran out makes a job claimable without any commit, so nothing but the clock can announce it. */
export async function announceDue(deps: Deps): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const { items } = await deps.store.query(JOBS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "queued" },
      { path: "notBeforeMs", op: "gt", value: nowMs - LOOKBACK_MS },
      { path: "notBeforeMs", op: "lte", value: nowMs },
      { path: "rev", op: "gt", value: 1 },
    ],
    limit: DUE_MAX,
  });
  const products = new Set(
    items.filter(({ value }) => value.requeues.failed !== undefined).map(({ value }) => value.productId),
  );
  await Promise.all([...products].map((productId) => deps.entity.signal(productId, { op: "bump", coversAtMs: nowMs })));
}
