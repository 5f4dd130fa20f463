import { BUDGET_POLICY_ID, type BudgetPolicyDocument } from "#contract/documents/budget-documents.ts";
import { type Deps } from "#application/deps.ts";
import { BUDGET_POLICIES } from "#application/ports/collections.ts";

/** A pause has to be felt within five seconds, a claim's own duration included. */
const FRESH_MS = 2_000;
const PRODUCTS_MAX = 1_000;

/** What this instance knows of the products' policies, so that a claim of a product without a ceiling pays nothing. */
export type BudgetPolicies = {
  readonly enforced: boolean;
  /** Undefined when it is not known, or not any more. */
  known(productId: string, nowMs: number): BudgetPolicyDocument | null | undefined;
  keep(productId: string, policy: BudgetPolicyDocument | null, nowMs: number): void;
};

export function createBudgetPolicies(enforced: boolean): BudgetPolicies {
  const kept = new Map<string, { readonly policy: BudgetPolicyDocument | null; readonly atMs: number }>();
  return {
    enforced,
    known: (productId, nowMs) => {
      const entry = kept.get(productId);
      return entry === undefined || Math.abs(nowMs - entry.atMs) > FRESH_MS ? undefined : entry.policy;
    },
    keep: (productId, policy, nowMs) => {
      if (kept.size >= PRODUCTS_MAX) kept.clear();
      kept.set(productId, { policy, atMs: nowMs });
    },
  };
}

type Needs = Pick<Deps, "store" | "clock" | "budgets">;

/**
 * The policy that holds for the product, or null: at most two seconds old. A pause is always read anew, because an
 * answer that gates a factory must not rest on a pause that was lifted before the version was read.
 */
export async function budgetPolicyOf(deps: Needs, productId: string): Promise<BudgetPolicyDocument | null> {
  if (!deps.budgets.enforced) return null;
  const nowMs = deps.clock.nowMs();
  const known = deps.budgets.known(productId, nowMs);
  if (known !== undefined && (known === null || known.paused === null)) return known;
  const policy = (await deps.store.read(BUDGET_POLICIES, productId, BUDGET_POLICY_ID))?.value ?? null;
  // As old as the question, not as the answer.
  deps.budgets.keep(productId, policy, nowMs);
  return policy;
}
