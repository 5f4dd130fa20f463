import { filterPair } from "./filter.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";
import { priorityRankOf } from "./urgency.ts";

/** A job is evicted at most this often; after that it runs to its end, so that it is not undone for ever. */
export const PREEMPTIONS_MAX = 2;

/** One job that holds a seat. */
export type RunningJob = Readonly<{
  job: JobView;
  factoryId: string;
  startedAtMs: number;
  /** The job for which it is being evicted at this moment; null when it is left alone. */
  evictedForJobId: string | null;
}>;

export type PreemptionDecision = Readonly<
  | { evict: true; victim: RunningJob }
  | {
      evict: false;
      /**
       * `not_critical`: only critical jobs evict. `outstanding`: one eviction for this job is under way.
       * `not_needed`: a factory can take it now. `no_feasible_victim`: no single freed seat would let it start.
       */
      reason: "not_critical" | "outstanding" | "not_needed" | "no_feasible_victim";
    }
>;

/**
 * Which running job should make room for a critical one. Feasibility first: a job is only evicted when the critical
 * job can start on the very seat that becomes free, with nothing else having to change. Among those it is the one of
 * the lowest class, then the one that was evicted least often, then the one that started last (the least work is
 * lost), then by id.
 *
 * The victim's concurrency key counts as freed, for it ends with the lease. Its reservation does not: that money is
 * only known once its spend has been counted.
 */
export function selectPreemptionVictim(
  job: JobView,
  running: readonly RunningJob[],
  factories: readonly FactoryView[],
  product: ProductView,
  nowMs: number,
): PreemptionDecision {
  if (job.priority !== "critical") return { evict: false, reason: "not_critical" };
  if (running.some((other) => other.evictedForJobId === job.id)) return { evict: false, reason: "outstanding" };
  if (factories.some((factory) => filterPair(job, factory, product, nowMs) === null)) {
    return { evict: false, reason: "not_needed" };
  }
  const factoryOfId = new Map(factories.map((factory) => [factory.id, factory]));
  let victim: RunningJob | null = null;
  for (const candidate of running) {
    const factory = factoryOfId.get(candidate.factoryId);
    if (factory === undefined || !isEvictable(candidate, job)) continue;
    if (filterPair(job, withoutSeat(factory), withoutKey(candidate.job, product), nowMs) !== null) continue;
    if (victim === null || compareVictims(candidate, victim) < 0) victim = candidate;
  }
  return victim === null ? { evict: false, reason: "no_feasible_victim" } : { evict: true, victim };
}

const isEvictable = (running: RunningJob, preemptor: JobView): boolean =>
  running.evictedForJobId === null &&
  running.job.preemptions < PREEMPTIONS_MAX &&
  priorityRankOf(running.job) > priorityRankOf(preemptor);

const withoutSeat = (factory: FactoryView): FactoryView => ({ ...factory, seatsUsed: factory.seatsUsed - 1 });

function withoutKey(victim: JobView, product: ProductView): ProductView {
  const key = victim.concurrencyKey;
  const use = key === null ? undefined : product.keysInUse[key];
  if (key === null || use === undefined) return product;
  return { ...product, keysInUse: { ...product.keysInUse, [key]: { ...use, used: use.used - 1 } } };
}

/** Negative when `a` is the better victim. */
function compareVictims(a: RunningJob, b: RunningJob): number {
  return (
    priorityRankOf(b.job) - priorityRankOf(a.job) ||
    a.job.preemptions - b.job.preemptions ||
    b.startedAtMs - a.startedAtMs ||
    (a.job.id < b.job.id ? -1 : 1)
  );
}
