import { type Budget, type Burndown } from "#contract/budget.ts";
import { BUDGET_POLICY_ID, type BudgetPolicyDocument, RESERVE_ID } from "#contract/documents/budget-documents.ts";
import { SPEND_ID } from "#contract/documents/product-documents.ts";
import { microUsdToUsd } from "#contract/money.ts";
import { toTimestamp } from "#contract/time.ts";
import { type Deps } from "#application/deps.ts";
import { BUDGET_POLICIES, RESERVES, SPENDS } from "#application/ports/collections.ts";
import { projectExhaustion } from "#domain/budget/burndown.ts";
import { reservedOf } from "#domain/budget/reservation.ts";
import { DAY_MS, dayOf, spentIn, windowBounds } from "#domain/budget/window.ts";
import { type Versioned } from "#domain/version.ts";

type Needs = Pick<Deps, "store" | "clock">;

/** The etag of a policy that nobody has written yet. */
const UNWRITTEN = '"0"';
export const noPolicy = (productId: string): BudgetPolicyDocument => ({
  id: BUDGET_POLICY_ID,
  productId,
  ceilingMicroUsd: null,
  window: "month",
  paused: null,
});

export const etagOf = (policy: Versioned<BudgetPolicyDocument> | null): string =>
  policy === null ? UNWRITTEN : `"${policy.version.replaceAll('"', "")}"`;

/** BG1: the policy with what is spent and reserved under it; no ceiling is said in words, never as a number. */
export async function readBudget({ store, clock }: Needs, productId: string): Promise<Budget> {
  const [stored, reserve, spend] = await Promise.all([
    store.read(BUDGET_POLICIES, productId, BUDGET_POLICY_ID),
    store.read(RESERVES, productId, RESERVE_ID),
    store.read(SPENDS, productId, SPEND_ID),
  ]);
  const nowMs = clock.nowMs();
  const { ceilingMicroUsd, window, paused } = stored?.value ?? noPolicy(productId);
  const around = windowBounds(window, nowMs);
  const spentMicroUsd = spend === null ? 0 : spentIn(spend.value, window, nowMs);
  const reservedMicroUsd = reservedOf(reserve?.value ?? null);
  const left = ceilingMicroUsd === null ? null : Math.max(0, ceilingMicroUsd - spentMicroUsd - reservedMicroUsd);
  return {
    productId,
    limit: ceilingMicroUsd === null ? "no ceiling" : "ceiling",
    ceilingUsd: usdOrNull(ceilingMicroUsd),
    window,
    windowStartsAt: around === null ? null : toTimestamp(around.startMs),
    windowEndsAt: around === null ? null : toTimestamp(around.endMs),
    spentUsd: microUsdToUsd(spentMicroUsd),
    reservedUsd: microUsdToUsd(reservedMicroUsd),
    remainingUsd: usdOrNull(left),
    paused:
      paused === null ? null : { by: paused.by, why: paused.why, auto: paused.auto, at: toTimestamp(paused.atMs) },
    etag: etagOf(stored),
  };
}

const usdOrNull = (microUsd: number | null): number | null => (microUsd === null ? null : microUsdToUsd(microUsd));
const DAY_CHARS = 10;

/** BG7: the window's spend by day up to today, and when the ceiling is met if it goes on at the same rate. */
export async function readBurndown({ store, clock }: Needs, productId: string): Promise<Burndown> {
  const [stored, spend] = await Promise.all([
    store.read(BUDGET_POLICIES, productId, BUDGET_POLICY_ID),
    store.read(SPENDS, productId, SPEND_ID),
  ]);
  const nowMs = clock.nowMs();
  const { ceilingMicroUsd, window } = stored?.value ?? noPolicy(productId);
  const known = spend?.value.days ?? {};
  const around = windowBounds(window, nowMs);
  const firstDay = around === null ? Math.min(dayOf(nowMs), ...Object.keys(known).map(Number)) : dayOf(around.startMs);
  // What is older than the days that are kept is in the sum all the same.
  let cumulative =
    around === null ? (spend?.value.spentMicroUsd ?? 0) - Object.values(known).reduce((a, b) => a + b, 0) : 0;
  const days = Array.from({ length: dayOf(nowMs) - firstDay + 1 }, (_, index) => {
    const spentMicroUsd = known[firstDay + index] ?? 0;
    cumulative += spentMicroUsd;
    return {
      day: toTimestamp((firstDay + index) * DAY_MS).slice(0, DAY_CHARS),
      spentUsd: microUsdToUsd(spentMicroUsd),
      cumulativeUsd: microUsdToUsd(cumulative),
    };
  });
  const exhaustedAtMs = projectExhaustion({
    spentMicroUsd: cumulative,
    ceilingMicroUsd,
    startMs: firstDay * DAY_MS,
    endMs: around?.endMs ?? null,
    nowMs,
  });
  const exhaustedAt = exhaustedAtMs === null ? null : toTimestamp(exhaustedAtMs);
  return { productId, window, ceilingUsd: usdOrNull(ceilingMicroUsd), days, exhaustedAt };
}
