import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";
import { type Condition } from "#application/ports/query.ts";

/** Longer than the timer's period, so that a job that became due between two ticks is in one of them for certain. */
const LOOKBACK_MS = 60_000;
const DUE_MAX = 200;

/** PR6: a pause that ran out makes a job claimable without any commit, so nothing but the clock can announce it. */
export async function announceDue(deps: Deps): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const [paused, later] = await Promise.all([
    dueBy(deps, "notBeforeMs", [{ path: "rev", op: "gt", value: 1 }]),
    dueBy(deps, "startAfterMs", []),
  ]);
  const items = [...paused.items.filter(({ value }) => hasPaused(value.requeues)), ...later.items];
  const products = new Set(items.map(({ value }) => value.productId));
  await Promise.all([...products].map((productId) => deps.entity.signal(productId, { op: "bump", coversAtMs: nowMs })));
}

const hasPaused = ({ failed, timeout, provider_limit: limited }: Readonly<Record<string, number | undefined>>) =>
  (failed ?? timeout ?? limited) !== undefined;

function dueBy(deps: Deps, path: "notBeforeMs" | "startAfterMs", more: readonly Condition[]) {
  const nowMs = deps.clock.nowMs();
  return deps.store.query(JOBS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "queued" },
      { path, op: "gt", value: nowMs - LOOKBACK_MS },
      { path, op: "lte", value: nowMs },
      ...more,
    ],
    limit: DUE_MAX,
  });
}
