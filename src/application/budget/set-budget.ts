import { type Budget, type BudgetWindow } from "#contract/budget.ts";
import { BUDGET_POLICY_ID } from "#contract/documents/budget-documents.ts";
import { type Refusal } from "#contract/problem.ts";
import { adoptRunning } from "#application/budget/adopt-running.ts";
import { announcePolicy } from "#application/budget/announce-policy.ts";
import { checkBudget } from "#application/budget/check-budget.ts";
import { etagOf, noPolicy, readBudget } from "#application/budget/read-budget.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { BUDGET_POLICIES } from "#application/ports/collections.ts";

export type SetBudget = {
  readonly productId: string;
  readonly ceilingMicroUsd: number | null;
  readonly window: BudgetWindow;
  readonly ifMatch: string | null;
};

/** BG1: an operator's decision, under the version that it was made on. */
export async function setBudget(
  deps: Deps,
  { productId, ceilingMicroUsd, window, ifMatch }: SetBudget,
): Promise<Outcome<Budget, Refusal<"if-match-required" | "policy-stale">>> {
  if (ifMatch === null) return refused({ code: "if-match-required" });
  const known = await deps.store.read(BUDGET_POLICIES, productId, BUDGET_POLICY_ID);
  if (etagOf(known) !== ifMatch) return refused({ code: "policy-stale", etag: etagOf(known) });
  const doc = { ...(known?.value ?? noPolicy(productId)), ceilingMicroUsd, window };
  const written = await deps.store.commit("fleet_budgets", productId, [
    known === null ? { kind: "create", doc } : { kind: "replace", doc, expected: known.version },
  ]);
  if (!written.ok) {
    const newer = await deps.store.read(BUDGET_POLICIES, productId, BUDGET_POLICY_ID);
    return refused({ code: "policy-stale", etag: etagOf(newer) });
  }
  if (ceilingMicroUsd !== null) await adoptRunning(deps, productId);
  await checkBudget(deps, productId);
  await announcePolicy(deps, productId);
  return done(await readBudget(deps, productId));
}
