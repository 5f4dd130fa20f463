import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type BudgetState } from "#application/budget/budget-state.ts";
import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";
import { productView } from "#application/scheduling/product-view.ts";
import { factoryViewForScheduler, jobViewForScheduler } from "#application/scheduling/scheduler-views.ts";
import { type Versioned } from "#domain/version.ts";
import { type DroppedCounts, rankJobs, type ScoreBreakdown } from "#scheduler/index.ts";

const CANDIDATES_MAX = 64;

export type Candidate = { readonly job: Versioned<JobDocument>; readonly score: ScoreBreakdown };
export type Candidates = {
  readonly ranked: readonly Candidate[];
  readonly read: number;
  readonly dropped: DroppedCounts;
};

/** The head of the queue that this factory could run, in the order in which it should: the store filters, the scheduler ranks. */
export async function candidatesFor(
  deps: Deps,
  { factory, seatsUsed }: { readonly factory: FactoryDocument; readonly seatsUsed: number },
  budget: BudgetState,
): Promise<Candidates> {
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
    // The store found the factory to offer all that each of them requires.
    items.map(({ value }) => jobViewForScheduler(value)),
    // Whoever claims is alive, however late its last beat was.
    { ...factoryViewForScheduler(factory, seatsUsed), lastHeartbeatAtMs: nowMs },
    productView(budget),
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
