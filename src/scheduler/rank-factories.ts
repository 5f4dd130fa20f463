import { type FilterReason, filterPair } from "./filter.ts";
import { missingCapabilities } from "./capability.ts";
import { scoreCandidate, type ScoreBreakdown } from "./score.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";

/** How one factory stands to one job: `eligible` with its score, or `filtered` with the reason. */
export type FactoryVerdict = Readonly<
  | { verdict: "eligible"; factoryId: string; score: ScoreBreakdown }
  | { verdict: "filtered"; factoryId: string; reason: FilterReason; missing: readonly string[] }
>;

/** One line for each factory: the eligible ones first, the best of them first, and then the others by id. */
export function rankFactories(
  job: JobView,
  factories: readonly FactoryView[],
  product: ProductView,
  nowMs: number,
): readonly FactoryVerdict[] {
  return factories.map((factory) => verdictOf(job, factory, product, nowMs)).sort(compareVerdicts);
}

function verdictOf(job: JobView, factory: FactoryView, product: ProductView, nowMs: number): FactoryVerdict {
  const reason = filterPair(job, factory, product, nowMs);
  const factoryId = factory.id;
  return reason === null
    ? { verdict: "eligible", factoryId, score: scoreCandidate(job, factory, product, nowMs) }
    : { verdict: "filtered", factoryId, reason, missing: missingCapabilities(job.requires, factory.capabilities) };
}

const scoreOrLowest = (line: FactoryVerdict): number => (line.verdict === "eligible" ? line.score.total : -Infinity);

function compareVerdicts(a: FactoryVerdict, b: FactoryVerdict): number {
  const [aScore, bScore] = [scoreOrLowest(a), scoreOrLowest(b)];
  if (aScore !== bScore) return aScore > bScore ? -1 : 1;
  return a.factoryId < b.factoryId ? -1 : Number(a.factoryId > b.factoryId);
}
