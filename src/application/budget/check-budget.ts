import {
  BUDGET_POLICY_ID,
  type BudgetAlertDocument,
  budgetAlertIdOf,
  type BudgetPolicyDocument,
} from "#contract/documents/budget-documents.ts";
import { SPEND_ID } from "#contract/documents/product-documents.ts";
import { liveGroups } from "#contract/live.ts";
import { microUsdToUsd } from "#contract/money.ts";
import { type Deps } from "#application/deps.ts";
import { BUDGET_ALERTS, BUDGET_POLICIES, SPENDS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { checkPolicy } from "#domain/budget/check-policy.ts";
import { spentIn, windowBounds } from "#domain/budget/window.ts";

type Needs = Pick<Deps, "store" | "clock" | "publisher" | "log">;

/**
 * BG5, BG6: holds the spend against the policy: announces each threshold once a window, pauses at the ceiling and
 * lifts its own pause. Whoever changes spend or policy calls it, and the reaper, because a window ends by itself.
 */
export async function checkBudget(deps: Needs, productId: string): Promise<BudgetPolicyDocument | null> {
  const spend = await deps.store.read(SPENDS, productId, SPEND_ID);
  const nowMs = deps.clock.nowMs();
  const spentBy = (policy: BudgetPolicyDocument): number =>
    spend === null ? 0 : spentIn(spend.value, policy.window, nowMs);
  const policy = await replaceMonotone(
    deps,
    BUDGET_POLICIES,
    { partition: productId, id: BUDGET_POLICY_ID },
    (known) => {
      const next = known === null ? null : checkPolicy(known, spentBy(known), nowMs).next;
      return next === known ? null : next;
    },
  );
  if (policy === null) return null;
  const { reached } = checkPolicy(policy, spentBy(policy), nowMs);
  await Promise.all(reached.map((percent) => announce(deps, policy, { percent, spent: spentBy(policy), nowMs })));
  return policy;
}

async function announce(
  deps: Needs,
  { productId, window, ceilingMicroUsd }: BudgetPolicyDocument,
  at: { readonly percent: number; readonly spent: number; readonly nowMs: number },
): Promise<void> {
  const id = budgetAlertIdOf(window, windowBounds(window, at.nowMs)?.startMs ?? 0, at.percent);
  if (ceilingMicroUsd === null || (await deps.store.read(BUDGET_ALERTS, productId, id)) !== null) return;
  const alert: BudgetAlertDocument = {
    id,
    kind: "alert",
    productId,
    percent: at.percent,
    window,
    spentMicroUsd: at.spent,
    ceilingMicroUsd,
    atMs: at.nowMs,
  };
  // The document's id decides who is first, and only the first one says it aloud.
  const created = await deps.store.commit("fleet_budgets", productId, [{ kind: "create", doc: alert }]);
  if (!created.ok) return;
  const { percent } = at;
  const spentUsd = microUsdToUsd(at.spent);
  const ceilingUsd = microUsdToUsd(ceilingMicroUsd);
  deps.log.warn("alert.budget", { productId, percent, window, spentUsd, ceilingUsd });
  await deps.publisher.publish(liveGroups.product(productId), { type: "budget", productId, percent });
}
