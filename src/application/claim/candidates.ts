import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { STALE_AFTER_MS } from "#contract/factory.ts";
import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";
import { type Versioned } from "#domain/version.ts";
import {
  DEFAULT_WEIGHTS,
  type DroppedCounts,
  type FactoryView,
  type JobView,
  type ProductView,
  rankJobs,
  type ScoreBreakdown,
} from "#scheduler/index.ts";

const CANDIDATES_MAX = 64;

export type Candidate = { readonly job: Versioned<JobDocument>; readonly score: ScoreBreakdown };
export type Candidates = {
  readonly ranked: readonly Candidate[];
  readonly read: number;
  readonly dropped: DroppedCounts;
};

/** The head of the queue that this factory could run, in the order in which it should: the store filters, the scheduler ranks. */
export async function candidatesFor(deps: Deps, factory: FactoryDocument, seatsUsed: number): Promise<Candidates> {
  const nowMs = deps.clock.nowMs();
  const { items } = await deps.store.query(JOBS, {
    partition: factory.productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "queued" },
      { path: "notBeforeMs", op: "lte", value: nowMs },
      { path: "hold", op: "null" },
      { path: "requires", op: "subset", of: factory.capabilities },
    ],
    orderBy: [
      { path: "priorityRank", direction: "asc" },
      { path: "queuedAtMs", direction: "asc" },
    ],
    limit: CANDIDATES_MAX,
  });
  const byId = new Map(items.map((item) => [item.value.id, item]));
  const { ranked, dropped } = rankJobs(
    items.map(({ value }) => jobViewForScheduler(value)),
    factoryViewForScheduler(factory, seatsUsed, nowMs),
    NO_BUDGET,
    nowMs,
  );
  return {
    ranked: ranked.flatMap(({ job, score }) => {
      const item = byId.get(job.id);
      return item === undefined ? [] : [{ job: item, score }];
    }),
    read: items.length,
    dropped,
  };
}

const jobViewForScheduler = (job: JobDocument): JobView => ({
  id: job.id,
  priority: job.priority,
  queuedAtMs: job.queuedAtMs,
  notBeforeMs: job.notBeforeMs,
  deadlineMs: null,
  requires: job.requires,
  // Whoever had it last has its repository, and perhaps its session, at hand.
  preferredFactoryIds: job.lastFactoryId === null ? [] : [job.lastFactoryId],
  preferredCapabilities: [],
  concurrencyKey: null,
  estimateMicroUsd: null,
  budgetMicroUsd: job.budgetMicroUsd,
  preemptions: job.requeues.preempted ?? 0,
  held: job.hold !== null,
  // The store found the factory to offer all that the job requires, whatever was true when it was submitted.
  routable: true,
  dependencies: "met",
});

const factoryViewForScheduler = (factory: FactoryDocument, seatsUsed: number, nowMs: number): FactoryView => ({
  id: factory.id,
  capabilities: factory.capabilities,
  health: factory.health,
  lifecycle: factory.lifecycle,
  // Whoever claims is alive, however late its last beat was.
  lastHeartbeatAtMs: nowMs,
  seatLimit: factory.seatLimit,
  seatsUsed,
  load: factory.load,
  costFactor: 1,
});

/** No ceiling is set, so nothing is reserved and nothing runs out. */
const NO_BUDGET: ProductView = {
  budget: { remainingMicroUsd: null, reservedMicroUsd: 0, paused: false },
  weights: DEFAULT_WEIGHTS,
  keysInUse: {},
  staleAfterMs: STALE_AFTER_MS,
};
