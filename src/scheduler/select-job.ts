import { type DroppedCounts, type RankedJob, rankJobs } from "./rank-jobs.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";

export type JobSelection = Readonly<{
  /** Null when the factory may run none of the jobs now; `dropped` then says why. */
  picked: RankedJob | null;
  considered: number;
  dropped: DroppedCounts;
}>;

/** The job that the factory should run next. The order of `jobs` does not matter. */
export function selectJob(
  jobs: readonly JobView[],
  factory: FactoryView,
  product: ProductView,
  nowMs: number,
): JobSelection {
  const { ranked, dropped } = rankJobs(jobs, factory, product, nowMs);
  return { picked: ranked[0] ?? null, considered: jobs.length, dropped };
}
