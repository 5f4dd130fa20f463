import { RESERVE_ID, type ReserveDocument } from "#contract/documents/budget-documents.ts";
import { SPEND_ID } from "#contract/documents/product-documents.ts";
import { budgetPolicyOf } from "#application/budget/budget-policies.ts";
import { type Deps } from "#application/deps.ts";
import { RESERVES, SPENDS } from "#application/ports/collections.ts";
import { spentIn } from "#domain/budget/window.ts";
import { type Versioned } from "#domain/version.ts";

/** What a claim has to know of the product's money. */
export type BudgetState =
  | { readonly kind: "unlimited" }
  | { readonly kind: "paused"; readonly auto: boolean }
  | {
      readonly kind: "limited";
      readonly ceilingMicroUsd: number;
      readonly spentMicroUsd: number;
      readonly reserve: Versioned<ReserveDocument> | null;
    };

export async function budgetStateOf(
  deps: Pick<Deps, "store" | "clock" | "budgets">,
  productId: string,
): Promise<BudgetState> {
  const policy = await budgetPolicyOf(deps, productId);
  if (policy === null) return { kind: "unlimited" };
  if (policy.paused !== null) return { kind: "paused", auto: policy.paused.auto };
  if (policy.ceilingMicroUsd === null) return { kind: "unlimited" };
  // BG3: the reservations are read before the spend. The other order misses a run that was settled in between: not in
  // the spend yet, and not in the reservations any more.
  const reserve = await deps.store.read(RESERVES, productId, RESERVE_ID);
  const spend = await deps.store.read(SPENDS, productId, SPEND_ID);
  const spentMicroUsd = spend === null ? 0 : spentIn(spend.value, policy.window, deps.clock.nowMs());
  return { kind: "limited", ceilingMicroUsd: policy.ceilingMicroUsd, spentMicroUsd, reserve };
}
