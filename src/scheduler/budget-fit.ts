import { type BudgetView, type FactoryView, type JobView } from "./types.ts";

/** What a claim sets aside: the most that the job may cost, or what it probably costs when it has no cap of its own. */
export const reservationMicroUsd = (job: JobView): number => job.budgetMicroUsd ?? job.estimateMicroUsd ?? 0;

export type BudgetRefusal = "budget_paused" | "budget_exhausted" | "budget_reserved";

/**
 * Null when the product can afford the job. `budget_reserved` means that running jobs hold the money and may give
 * part of it back; `budget_exhausted` that it is spent, or that the job is larger than what could ever come back.
 */
export function budgetRefusal(job: JobView, budget: BudgetView): BudgetRefusal | null {
  if (budget.paused) return "budget_paused";
  if (budget.remainingMicroUsd === null) return null;
  const neededMicroUsd = Math.max(1, reservationMicroUsd(job));
  if (neededMicroUsd <= budget.remainingMicroUsd) return null;
  const neverMoreMicroUsd = budget.remainingMicroUsd + budget.reservedMicroUsd;
  return neededMicroUsd <= neverMoreMicroUsd ? "budget_reserved" : "budget_exhausted";
}

/**
 * How little of the money at hand the job would take on this factory: 1 when it costs nothing beside it or when no
 * limit is known, 0 when it would take all of it. The limits are what the product has left and, when the job says
 * both what it probably costs and what it may cost, its own cap.
 */
export function costFit(job: JobView, factory: FactoryView, budget: BudgetView): number {
  const expected = (job.estimateMicroUsd ?? job.budgetMicroUsd ?? 0) * Math.max(0, factory.costFactor);
  if (expected <= 0) return 1;
  const ownLimit = job.estimateMicroUsd === null ? null : job.budgetMicroUsd;
  const limit = Math.min(ownLimit ?? Infinity, budget.remainingMicroUsd ?? Infinity);
  return limit > 0 ? 1 - Math.min(1, expected / limit) : 0;
}
