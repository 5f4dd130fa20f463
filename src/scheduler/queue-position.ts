import { filterPair } from "./filter.ts";
import { scoreCandidate } from "./score.ts";
import { type FactoryView, type JobView, type ProductView } from "./types.ts";
import { type Candidate, compareCandidates, priorityRankOf } from "./urgency.ts";

/** What goes before a job at the factory where it is nearest to its start. */
export type QueuePosition = Readonly<{
  factoryId: string;
  /** 1 is next. */
  position: number;
  /** Seats of that factory which are free now: with a position up to this, the job waits for nobody. */
  seatsFree: number;
  /** How many of those ahead are of a higher class. */
  higherClassAhead: number;
}>;

/**
 * The job's place in the queue, at the factory where fewest jobs go before it for each free seat. A factory whose
 * seats are all taken counts too, for it is one that the job waits for. Null when no factory would take it even then.
 * `queue` holds the product's waiting jobs; this one may be among them.
 */
export function queuePosition(
  job: JobView,
  queue: readonly JobView[],
  factories: readonly FactoryView[],
  product: ProductView,
  nowMs: number,
): QueuePosition | null {
  let best: QueuePosition | null = null;
  for (const factory of factories) {
    const emptied = { ...factory, seatsUsed: 0 };
    if (filterPair(job, emptied, product, nowMs) !== null) continue;
    const here = positionAt(factory, candidatesAhead(job, queue, emptied, product, nowMs), job);
    if (
      best === null ||
      slack(here) > slack(best) ||
      (slack(here) === slack(best) && here.factoryId < best.factoryId)
    ) {
      best = here;
    }
  }
  return best;
}

/** Free seats that would be left over after the job got one; negative when it does not get one. */
const slack = (place: QueuePosition): number => place.seatsFree - place.position;

function candidatesAhead(
  job: JobView,
  queue: readonly JobView[],
  factory: FactoryView,
  product: ProductView,
  nowMs: number,
): readonly Candidate[] {
  const asCandidate = (some: JobView): Candidate => ({
    job: some,
    scoreTotal: scoreCandidate(some, factory, product, nowMs).total,
  });
  const own = asCandidate(job);
  return queue
    .filter((other) => other.id !== job.id && filterPair(other, factory, product, nowMs) === null)
    .map(asCandidate)
    .filter((other) => compareCandidates(other, own, nowMs) < 0);
}

const positionAt = (factory: FactoryView, ahead: readonly Candidate[], job: JobView): QueuePosition => ({
  factoryId: factory.id,
  position: ahead.length + 1,
  seatsFree: Math.max(0, factory.seatLimit - factory.seatsUsed),
  higherClassAhead: ahead.filter((other) => priorityRankOf(other.job) < priorityRankOf(job)).length,
});
