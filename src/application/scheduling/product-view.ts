import { STALE_AFTER_MS } from "#contract/factory.ts";
import { type BudgetState } from "#application/budget/budget-state.ts";
import { reservedOf } from "#domain/budget/reservation.ts";
import { DEFAULT_WEIGHTS, type ProductView } from "#scheduler/index.ts";

/** The product as the scheduler sees it. */
export const productView = (budget: BudgetState): ProductView => ({
  budget: budgetView(budget),
  weights: DEFAULT_WEIGHTS,
  keysInUse: {},
  staleAfterMs: STALE_AFTER_MS,
});

function budgetView(budget: BudgetState): ProductView["budget"] {
  if (budget.kind !== "limited")
    return { remainingMicroUsd: null, reservedMicroUsd: 0, paused: budget.kind === "paused" };
  const reservedMicroUsd = reservedOf(budget.reserve?.value ?? null);
  return {
    remainingMicroUsd: budget.ceilingMicroUsd - budget.spentMicroUsd - reservedMicroUsd,
    reservedMicroUsd,
    paused: false,
  };
}
