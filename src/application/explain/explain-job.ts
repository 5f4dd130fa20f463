import { type DecisionDocument } from "#contract/documents/decision-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type EventDocument } from "#contract/event.ts";
import { type Refusal } from "#contract/problem.ts";
import { budgetStateOf } from "#application/budget/budget-state.ts";
import { type Deps } from "#application/deps.ts";
import { fleetNow, type FleetNow } from "#application/explain/fleet-now.ts";
import { getJob, listDecisions, listEvents, type OfJob } from "#application/jobs/read-jobs.ts";
import { done, type Outcome } from "#application/outcome.ts";
import { JOBS } from "#application/ports/collections.ts";
import { stagesOf } from "#application/relay/unblock-dependants.ts";
import { productView } from "#application/scheduling/product-view.ts";
import { factoryViewForScheduler, jobViewForScheduler } from "#application/scheduling/scheduler-views.ts";
import { dependencyVerdict } from "#domain/dag/verdict.ts";
import { explain, type Explanation, type JobView } from "#scheduler/index.ts";

/** A job further back than this is told the place behind these: the answer stays cheap on the longest queue. */
const QUEUE_MAX = 200;
const EVENTS_MAX = 200;

export type JobExplained = {
  readonly job: JobDocument;
  readonly decisions: readonly DecisionDocument[];
  readonly events: readonly EventDocument[];
  /** Null for a job that does not wait. */
  readonly waits: { readonly explanation: Explanation; readonly fleet: FleetNow } | null;
};

/** EX1, EX2: why it was given to whom, as it was decided; and while it waits, the one reason why, and what to do. */
export async function explainJob(
  deps: Pick<Deps, "store" | "clock" | "budgets">,
  of: OfJob,
): Promise<Outcome<JobExplained, Refusal<"job-not-found">>> {
  const job = await getJob(deps, of);
  if (!job.ok) return job;
  const decisions = await listDecisions(deps, of);
  if (!decisions.ok) return decisions;
  const [events, waits] = await Promise.all([
    listEvents(deps, { ...of, after: 0, limit: EVENTS_MAX }),
    isWaiting(job.state) ? whyNot(deps, job.state) : null,
  ]);
  return done({ job: job.state, decisions: decisions.state, events, waits });
}

const isWaiting = ({ stage }: JobDocument): boolean => stage === "queued" || stage === "blocked";

async function whyNot(
  deps: Pick<Deps, "store" | "clock" | "budgets">,
  job: JobDocument,
): Promise<NonNullable<JobExplained["waits"]>> {
  const [fleet, budget, dependencies, queue] = await Promise.all([
    fleetNow(deps, job.productId),
    budgetStateOf(deps, job.productId),
    dependenciesOf(deps, job),
    waitingJobs(deps, job.productId),
  ]);
  const explanation = explain(
    jobViewForScheduler(job, dependencies),
    fleet.factories.map((factory) => factoryViewForScheduler(factory, fleet.seatsUsed.get(factory.id) ?? 0)),
    productView(budget),
    deps.clock.nowMs(),
    queue.map((each) => jobViewForScheduler(each)),
  );
  return { explanation, fleet };
}

/** A blocked job waits for others; when it can only wait in vain, whatever its policy makes of that, they have failed. */
async function dependenciesOf(deps: Pick<Deps, "store">, job: JobDocument): Promise<JobView["dependencies"]> {
  if (job.stage !== "blocked") return "met";
  const stages = await stagesOf(deps, job.productId, job.deps);
  const inOrder = job.deps.map((id) => stages.get(id) ?? null);
  const strict = { ...job, onDepFailure: job.onDepFailure === "ignore" ? job.onDepFailure : ("fail" as const) };
  return dependencyVerdict(strict, inOrder) === "fail" ? "failed" : "unmet";
}

async function waitingJobs(deps: Pick<Deps, "store">, productId: string): Promise<readonly JobDocument[]> {
  const { items } = await deps.store.query(JOBS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "queued" },
    ],
    orderBy: [
      { path: "priorityRank", direction: "asc" },
      { path: "queuedAtMs", direction: "asc" },
    ],
    limit: QUEUE_MAX,
  });
  return items.map(({ value }) => value);
}
