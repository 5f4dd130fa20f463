import { type Budget } from "#contract/budget.ts";
import { BUDGET_POLICY_ID, type BudgetPolicyDocument } from "#contract/documents/budget-documents.ts";
import { SPEND_ID } from "#contract/documents/product-documents.ts";
import { microUsdToUsd } from "#contract/money.ts";
import { type Refusal } from "#contract/problem.ts";
import { announcePolicy } from "#application/budget/announce-policy.ts";
import { noPolicy, readBudget } from "#application/budget/read-budget.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { BUDGET_POLICIES, SPENDS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { spentIn } from "#domain/budget/window.ts";

export type PauseBudget = { readonly productId: string; readonly by: string; readonly note: string };

const changePolicy = (
  deps: Deps,
  productId: string,
  next: (known: BudgetPolicyDocument) => BudgetPolicyDocument | null,
): Promise<BudgetPolicyDocument | null> =>
  replaceMonotone(deps, BUDGET_POLICIES, { partition: productId, id: BUDGET_POLICY_ID }, (known) =>
    next(known ?? noPolicy(productId)),
  );

/** BG2: no claim gets a job of the product any more, within five seconds. A person's pause takes the place of an automatic one. */
export async function pauseBudget(deps: Deps, { productId, by, note }: PauseBudget): Promise<Outcome<Budget, never>> {
  const atMs = deps.clock.nowMs();
  await changePolicy(deps, productId, (known) =>
    known.paused?.auto === false ? null : { ...known, paused: { by, why: note, auto: false, atMs } },
  );
  deps.log.info("budget.paused", { productId, by });
  return done(await readBudget(deps, productId));
}

/** BG2: refused while the ceiling is spent, because the next check would only pause it again. */
export async function resumeBudget(
  deps: Deps,
  { productId, by, note }: PauseBudget,
): Promise<Outcome<Budget, Refusal<"budget-exhausted">>> {
  const spend = (await deps.store.read(SPENDS, productId, SPEND_ID))?.value ?? { spentMicroUsd: 0, days: {} };
  let exhausted: Refusal<"budget-exhausted"> | null = null;
  await changePolicy(deps, productId, (known) => {
    const { ceilingMicroUsd, paused, window } = known;
    const spent = spentIn(spend, window, deps.clock.nowMs());
    exhausted = null;
    if (paused === null) return null;
    if (ceilingMicroUsd !== null && spent >= ceilingMicroUsd) {
      exhausted = {
        code: "budget-exhausted",
        spentUsd: microUsdToUsd(spent),
        ceilingUsd: microUsdToUsd(ceilingMicroUsd),
      };
      return null;
    }
    return { ...known, paused: null };
  });
  if (exhausted !== null) return refused<Refusal<"budget-exhausted">>(exhausted);
  deps.log.info("budget.resumed", { productId, by, note });
  await announcePolicy(deps, productId);
  return done(await readBudget(deps, productId));
}
