import { type BudgetPolicyDocument, RESERVE_ID } from "#contract/documents/budget-documents.ts";
import { adoptRunning } from "#application/budget/adopt-running.ts";
import { checkBudget } from "#application/budget/check-budget.ts";
import { settleReservations } from "#application/budget/settle-reservations.ts";
import { type Deps } from "#application/deps.ts";
import { BUDGET_POLICIES, RESERVES } from "#application/ports/collections.ts";
import { isolated } from "#application/reaper/isolated.ts";

const PRODUCTS_MAX = 500;

/** The budgets' part of the reaper: windows that ended, reservations that were left, work that nothing was reserved for. */
export async function sweepBudgets(deps: Deps): Promise<void> {
  if (!deps.budgets.enforced) return;
  const [policies, reserves] = await Promise.all([
    deps.store.query(BUDGET_POLICIES, {
      partition: null,
      where: [{ path: "id", op: "eq", value: "policy" }],
      limit: PRODUCTS_MAX,
    }),
    deps.store.query(RESERVES, {
      partition: null,
      where: [{ path: "id", op: "eq", value: RESERVE_ID }],
      limit: PRODUCTS_MAX,
    }),
  ]);
  await Promise.all([
    ...policies.items.map(({ value }) =>
      isolated(deps, "reaper.budget", value.productId, () => sweepPolicy(deps, value)),
    ),
    // Also where the ceiling was lifted since: what was reserved under it is given back all the same.
    ...reserves.items.map(({ value }) =>
      isolated(deps, "reaper.reserve", value.productId, () => settleReservations(deps, value.productId)),
    ),
  ]);
}

async function sweepPolicy(deps: Deps, { productId, ceilingMicroUsd }: BudgetPolicyDocument): Promise<void> {
  await checkBudget(deps, productId);
  if (ceilingMicroUsd !== null) await adoptRunning(deps, productId);
}
