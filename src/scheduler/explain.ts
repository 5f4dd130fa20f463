import { missingCapabilities } from "./capability.ts";
import { type ExplainReason, explanationText, type MissingCapability } from "./explanation-text.ts";
import { type FilterReason, isLive, jobReason, productReason } from "./filter.ts";
import { nearestCapability } from "./nearest-capability.ts";
import { queuePosition, type QueuePosition } from "./queue-position.ts";
import { type FactoryVerdict, rankFactories } from "./rank-factories.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";

export type Explanation = Readonly<{
  jobId: string;
  /** The one reason that matters most. `ready`: nothing is in the way, the next claim starts it. */
  reason: ExplainReason;
  /** The reason as a sentence. */
  message: string;
  /** What to do about it, or what to wait for. */
  nextStep: string;
  /** Every factory: its score with all terms, or the reason that rules it out. The best comes first. */
  factories: readonly FactoryVerdict[];
  /** What is missing, each token with the nearest advertised one; empty unless `capability_missing` is the reason. */
  missing: readonly MissingCapability[];
  /** The job's place at the factory where it is nearest to its start; null when it waits for no seat. */
  queue: QueuePosition | null;
}>;

/**
 * Why the job is not running, and what to do. `queue` holds the product's waiting jobs; without it, a job is never
 * reported as outranked. The work grows with factories times queue: of a very long queue, give the first few thousand.
 *
 * The dominant reason is looked for from the job outwards: what holds the job itself, then the product, then the
 * fleet. Of factories that rule it out for different reasons, the one that is nearest to taking it speaks: a busy
 * machine will be free by itself, a paused one needs a person, a machine without the capability will never do.
 */
export function explain(
  job: JobView,
  factories: readonly FactoryView[],
  product: ProductView,
  nowMs: number,
  queue: readonly JobView[] = [],
): Explanation {
  const verdicts = rankFactories(job, factories, product, nowMs);
  const live = factories.filter((factory) => isLive(factory, product, nowMs));
  const place = queuePosition(job, queue, factories, product, nowMs);
  const reason =
    jobReason(job, nowMs) ??
    productReason(job, product) ??
    (live.length === 0 ? "no_factory_live" : fleetReason(verdicts, place));
  const missing = reason === "capability_missing" ? missingFrom(job, live) : [];
  const jobsAhead = place === null ? 0 : place.position - 1;
  const higherClassAhead = place === null ? 0 : place.higherClassAhead;
  const text = explanationText(reason, { job, product, missing, jobsAhead, higherClassAhead, nowMs });
  return { jobId: job.id, reason, ...text, factories: verdicts, missing, queue: place };
}

/** Nearest to taking the job first. A factory without the capabilities is the furthest of all. */
const NEARNESS: readonly FilterReason[] = [
  "seats_full",
  "factory_draining",
  "factory_paused",
  "factory_quarantined",
  "factory_stale",
  "factory_down",
  "unroutable",
];

function fleetReason(verdicts: readonly FactoryVerdict[], place: QueuePosition | null): ExplainReason {
  if (verdicts.some(({ verdict }) => verdict === "eligible")) {
    return place !== null && place.position > place.seatsFree ? "outranked" : "ready";
  }
  const isGiven = (reason: FilterReason): boolean =>
    verdicts.some((line) => line.verdict === "filtered" && line.reason === reason);
  return NEARNESS.find(isGiven) ?? "capability_missing";
}

/**
 * The tokens that no live factory offers. When each is offered somewhere but never all by one factory, then those
 * that the factory which comes closest lacks, each its own nearest token.
 */
function missingFrom(job: JobView, live: readonly FactoryView[]): readonly MissingCapability[] {
  const advertised = [...new Set(live.flatMap((factory) => factory.capabilities))];
  const nowhere = missingCapabilities(job.requires, advertised);
  const tokens = nowhere.length > 0 ? nowhere : fewestMissing(job, live);
  return tokens.map((token) => ({ token, nearest: nearestCapability(token, advertised) }));
}

const fewestMissing = (job: JobView, live: readonly FactoryView[]): readonly string[] =>
  live
    .map((factory) => missingCapabilities(job.requires, factory.capabilities))
    .reduce((fewest, missing) => (missing.length < fewest.length ? missing : fewest));
