import { bodyIdOf, type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Stage } from "#contract/stage.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { BODIES, DECISIONS, EVENTS, JOBS, RUNS } from "#application/ports/collections.ts";
import { type Condition, type QueryPage } from "#application/ports/query.ts";
import { type DecisionDocument } from "#contract/documents/decision-document.ts";
import { type EventDocument } from "#contract/event.ts";
import { type RunDocument } from "#contract/documents/run-document.ts";
import { type Versioned } from "#domain/version.ts";

type Needs = Pick<Deps, "store">;
export type OfJob = { readonly productId: string; readonly jobId: string };
type Absent = Refusal<"job-not-found">;

const absent = (jobId: string) => refused({ code: "job-not-found", jobId });

export async function getJob(deps: Needs, { productId, jobId }: OfJob): Promise<Outcome<JobDocument, Absent>> {
  const job = await deps.store.read(JOBS, productId, jobId);
  return job === null ? absent(jobId) : done(job.value);
}

export async function getBody(deps: Needs, { productId, jobId }: OfJob): Promise<string> {
  return (await deps.store.read(BODIES, productId, bodyIdOf(jobId)))?.value.bodyMd ?? "";
}

export type ListJobs = {
  readonly productId: string;
  readonly stage: Stage | null;
  readonly limit: number;
  readonly cursor: string | null;
};

/** Newest first. The order is by a time that never changes, so that a page never shows a job twice. */
export async function listJobs(deps: Needs, list: ListJobs): Promise<QueryPage<Versioned<JobDocument>>> {
  const where: Condition[] = [{ path: "kind", op: "eq", value: "job" }];
  if (list.stage !== null) where.push({ path: "stage", op: "eq", value: list.stage });
  return deps.store.query(JOBS, {
    partition: list.productId,
    where,
    orderBy: [{ path: "submittedAtMs", direction: "desc" }],
    limit: list.limit,
    cursor: list.cursor,
  });
}

const RUNS_MAX = 200;

/** The attempts, oldest first. */
export async function listRuns(deps: Needs, of: OfJob): Promise<Outcome<readonly RunDocument[], Absent>> {
  const job = await getJob(deps, of);
  if (!job.ok) return job;
  const { items } = await deps.store.query(RUNS, { partition: of.jobId, where: [], limit: RUNS_MAX });
  return done(items.map(({ value }) => value).toSorted((a, b) => a.epoch - b.epoch));
}

/** The stored records of the decisions, as they were made. */
export async function listDecisions(deps: Needs, of: OfJob): Promise<Outcome<readonly DecisionDocument[], Absent>> {
  const job = await getJob(deps, of);
  if (!job.ok) return job;
  const { items } = await deps.store.query(DECISIONS, { partition: of.jobId, where: [], limit: RUNS_MAX });
  return done(items.map(({ value }) => value).toSorted((a, b) => a.epoch - b.epoch));
}

export type EventsAfter = OfJob & { readonly after: number; readonly limit: number };

/**
 * EV2: only what is next to each other: an event whose predecessor is not projected yet waits for it, so that a reader
 * who goes on after the last number never misses one.
 */
export async function listEvents(deps: Needs, { jobId, after, limit }: EventsAfter): Promise<readonly EventDocument[]> {
  const { items } = await deps.store.query(EVENTS, {
    partition: jobId,
    where: [{ path: "seq", op: "gt", value: after }],
    orderBy: [{ path: "seq", direction: "asc" }],
    limit,
  });
  const events = items.map(({ value }) => value);
  const gapAt = events.findIndex((event, index) => event.seq !== after + 1 + index);
  return gapAt === -1 ? events : events.slice(0, gapAt);
}
