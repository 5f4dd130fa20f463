import { budgetRefusal, type BudgetRefusal } from "./budget-fit.ts";
import { missingCapabilities } from "./capability.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";
import { waitingSinceMs } from "./urgency.ts";

export type JobReason = "deadline_passed" | "dependency_failed" | "on_hold" | "dependency_unmet" | "not_before";
export type ProductReason = BudgetRefusal | "concurrency_key_held";
export type FactoryReason =
  | "factory_down"
  | "factory_stale"
  | "factory_quarantined"
  | "factory_paused"
  | "factory_draining"
  | "seats_full";

/** Why a pair of job and factory was dropped. */
export type FilterReason = JobReason | ProductReason | "capability_missing" | "unroutable" | FactoryReason;

/** What keeps the job back on every factory: the reasons that waiting does not heal come first. */
export function jobReason(job: JobView, nowMs: number): JobReason | null {
  if (job.deadlineMs !== null && nowMs >= job.deadlineMs) return "deadline_passed";
  if (job.dependencies === "failed") return "dependency_failed";
  if (job.held) return "on_hold";
  if (job.dependencies === "unmet") return "dependency_unmet";
  return waitingSinceMs(job) > nowMs ? "not_before" : null;
}

/** Whether every place of a concurrency key is taken. */
export function isKeyHeld(key: string | null, product: ProductView): boolean {
  if (key === null || !Object.hasOwn(product.keysInUse, key)) return false;
  const use = product.keysInUse[key];
  return use !== undefined && use.used >= use.limit;
}

export function productReason(job: JobView, product: ProductView): ProductReason | null {
  return budgetRefusal(job, product.budget) ?? (isKeyHeld(job.concurrencyKey, product) ? "concurrency_key_held" : null);
}

/** Silent for as long as a stale factory is, or never heard of. */
const isStale = (factory: FactoryView, product: ProductView, nowMs: number): boolean =>
  factory.lastHeartbeatAtMs === null || nowMs - factory.lastHeartbeatAtMs >= product.staleAfterMs;

/** Heard of lately and able to work, whatever its operator has decided about it. */
export const isLive = (factory: FactoryView, product: ProductView, nowMs: number): boolean =>
  factory.health !== "down" && !isStale(factory, product, nowMs);

const REASON_OF_LIFECYCLE = {
  active: null,
  draining: "factory_draining",
  paused: "factory_paused",
  quarantined: "factory_quarantined",
} as const;

/** What keeps every job off this factory. */
export function factoryReason(factory: FactoryView, product: ProductView, nowMs: number): FactoryReason | null {
  if (isStale(factory, product, nowMs)) return "factory_stale";
  if (factory.health === "down") return "factory_down";
  const ofLifecycle = REASON_OF_LIFECYCLE[factory.lifecycle];
  if (ofLifecycle !== null) return ofLifecycle;
  return factory.seatsUsed >= factory.seatLimit ? "seats_full" : null;
}

/**
 * The hard filters: null when the factory may run the job now, or else the one reason that matters most.
 * What concerns the job alone comes first, then the product, then the pair, then the factory alone: a busy factory
 * that could never run the job is reported as such, not as busy.
 */
export function filterPair(
  job: JobView,
  factory: FactoryView,
  product: ProductView,
  nowMs: number,
): FilterReason | null {
  const early = jobReason(job, nowMs) ?? productReason(job, product);
  if (early !== null) return early;
  if (missingCapabilities(job.requires, factory.capabilities).length > 0) return "capability_missing";
  return job.routable ? factoryReason(factory, product, nowMs) : "unroutable";
}
