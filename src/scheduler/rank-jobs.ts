import { type FilterReason, filterPair } from "./filter.ts";
import { scoreCandidate, type ScoreBreakdown } from "./score.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";
import { compareCandidates } from "./urgency.ts";

export type RankedJob = Readonly<{ job: JobView; score: ScoreBreakdown }>;

/** How many jobs each filter dropped. */
export type DroppedCounts = Readonly<Partial<Record<FilterReason, number>>>;

export type JobRanking = Readonly<{ ranked: readonly RankedJob[]; dropped: DroppedCounts }>;

/** Every job that the factory may run now, the first to be run first, and why the others are not among them. */
export function rankJobs(
  jobs: readonly JobView[],
  factory: FactoryView,
  product: ProductView,
  nowMs: number,
): JobRanking {
  const ranked: RankedJob[] = [];
  const dropped: Partial<Record<FilterReason, number>> = {};
  for (const job of jobs) {
    const reason = filterPair(job, factory, product, nowMs);
    if (reason === null) ranked.push({ job, score: scoreCandidate(job, factory, product, nowMs) });
    else dropped[reason] = (dropped[reason] ?? 0) + 1;
  }
  ranked.sort((a, b) => compareCandidates(asCandidate(a), asCandidate(b), nowMs));
  return { ranked, dropped };
}

const asCandidate = ({ job, score }: RankedJob) => ({ job, scoreTotal: score.total });
