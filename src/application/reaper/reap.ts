import { sweepBudgets } from "#application/budget/sweep-budgets.ts";
import { type Deps } from "#application/deps.ts";
import { announceDue } from "#application/reaper/announce-due.ts";
import { enforceTimeLimits } from "#application/reaper/enforce-time-limits.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { reapExpired } from "#application/reaper/reap-expired.ts";
import { relieveEntity } from "#application/reaper/relieve-entity.ts";
import { sweepBlocked } from "#application/reaper/sweep-blocked.ts";

export type Reaped = { readonly expired: number; readonly unblocked: number; readonly entitiesLate: number };

/** PR8: one sweep. Safe to run twice at once, and each part and each item is isolated from the others. */
export async function reap(deps: Deps): Promise<Reaped> {
  const expired = (await isolated(deps, "reaper.expired", "all", () => reapExpired(deps))) ?? 0;
  const unblocked = (await isolated(deps, "reaper.blocked", "all", () => sweepBlocked(deps))) ?? 0;
  await isolated(deps, "reaper.due", "all", () => announceDue(deps));
  await isolated(deps, "reaper.limits", "all", () => enforceTimeLimits(deps));
  await isolated(deps, "reaper.budgets", "all", () => sweepBudgets(deps));
  const entitiesLate = (await isolated(deps, "reaper.entities", "all", () => relieveEntity(deps))) ?? 0;
  return { expired, unblocked, entitiesLate };
}
