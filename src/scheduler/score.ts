import { costFit } from "./budget-fit.ts";
import { type FactoryView, type JobView, type ProductView, type Weights } from "./types.ts";
import { starvationPenalty } from "./urgency.ts";

/** `value` is in [0,1]; `contribution` is what it adds to the total (the starvation term takes away). */
export type ScoreTerm = Readonly<{ value: number; weight: number; contribution: number }>;

/** The total is the sum of the contributions. */
export type ScoreBreakdown = Readonly<{ total: number; terms: Readonly<Record<keyof Weights, ScoreTerm>> }>;

const HEALTH_VALUE = { ok: 1, degraded: 0.5, down: 0 } as const;

/**
 * How much of what the factory offers the job makes use of, where all of it gives 1. A plain job thus leaves the
 * rare machine to the job that needs it.
 */
const capabilityFit = (job: JobView, factory: FactoryView): number =>
  Math.min(1, (1 + job.requires.length) / (1 + factory.capabilities.length));

/** 1 on a factory that the job names; elsewhere the share of the preferred capabilities that is offered. */
function affinity(job: JobView, factory: FactoryView): number {
  if (job.preferredFactoryIds.includes(factory.id)) return 1;
  if (job.preferredCapabilities.length === 0) return 0;
  const met = job.preferredCapabilities.filter((token) => factory.capabilities.includes(token)).length;
  return met / job.preferredCapabilities.length;
}

const weigh = (value: number, weight: number, sign: 1 | -1): ScoreTerm => ({
  value,
  weight,
  contribution: sign * weight * value,
});

/**
 * How well the job and the factory go together, with the breakdown that explains it:
 *
 *     capabilityFit + affinity + load + costFit + health - starvation     (each times its weight)
 *
 * It says nothing about whether the pair is allowed; `filterPair` does. The same arguments always give the same bits.
 */
export function scoreCandidate(
  job: JobView,
  factory: FactoryView,
  product: ProductView,
  nowMs: number,
): ScoreBreakdown {
  const { weights } = product;
  const terms = {
    capabilityFit: weigh(capabilityFit(job, factory), weights.capabilityFit, 1),
    affinity: weigh(affinity(job, factory), weights.affinity, 1),
    load: weigh(1 / (1 + Math.max(0, factory.load)), weights.load, 1),
    costFit: weigh(costFit(job, factory, product.budget), weights.costFit, 1),
    health: weigh(HEALTH_VALUE[factory.health], weights.health, 1),
    starvation: weigh(starvationPenalty(job, nowMs), weights.starvation, -1),
  };
  const total =
    terms.capabilityFit.contribution +
    terms.affinity.contribution +
    terms.load.contribution +
    terms.costFit.contribution +
    terms.health.contribution +
    terms.starvation.contribution;
  return { total, terms };
}
