import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { type Stage } from "#contract/stage.ts";

/**
 * The jobs that the table shows. `order` changes only when the reader lets it: what is new waits in `pending`, so that
 * no row moves under the pointer.
 */
export type JobList = {
  readonly stage: Stage | null;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly order: readonly string[];
  readonly pending: readonly string[];
  readonly nextCursor: string | null;
};
type Page = { readonly items: readonly Job[]; readonly nextCursor: string | null };

/** A first page: the list as it stands. */
export const startList = (stage: Stage | null, page: Page): JobList => ({
  stage,
  jobs: new Map(page.items.map((job) => [job.id, job])),
  order: page.items.map((job) => job.id),
  pending: [],
  nextCursor: page.nextCursor,
});

/** The next page, behind what is shown. */
export function appendPage(list: JobList, page: Page): JobList {
  const merged = mergeJobs(list.jobs, page.items);
  const known = new Set([...list.order, ...list.pending]);
  const added = page.items.map((job) => job.id).filter((id) => !known.has(id));
  return { ...list, jobs: merged, order: [...list.order, ...added], nextCursor: page.nextCursor };
}

/** A newer reading of some jobs. Those that the list lacks and should have are held back in `pending`. */
export function refreshJobs(list: JobList, items: readonly Job[]): JobList {
  const known = new Set([...list.order, ...list.pending]);
  const isNew = (job: Job): boolean => !known.has(job.id) && belongs(list, job) && isWithinReach(list, job);
  const arrived = items.filter(isNew).map((job) => job.id);
  return { ...list, jobs: mergeJobs(list.jobs, items), pending: [...arrived, ...list.pending] };
}

/** Lets the held-back jobs in, newest first, and those out that left the filter's stage. */
export function applyPending(list: JobList): JobList {
  const stays = (id: string): boolean => {
    const job = list.jobs.get(id);
    return job !== undefined && belongs(list, job);
  };
  const order = [...list.pending, ...list.order].filter(stays).sort(newestFirst(list.jobs));
  return { ...list, order, pending: [] };
}

/** How many rows would come or go if the reader let them. */
export function waitingChanges(list: JobList): number {
  const leaving = list.order.filter((id) => {
    const job = list.jobs.get(id);
    return job !== undefined && !belongs(list, job);
  });
  return list.pending.length + leaving.length;
}

/** Applies what events say of known jobs at once; every job they touch is to be read again for the rest. */
export function applyEvents(list: JobList, events: readonly FleetEvent[]): JobList {
  const jobs = new Map(list.jobs);
  for (const event of events) {
    const job = jobs.get(event.jobId);
    if (job !== undefined && event.seq > job.rev) jobs.set(job.id, patched(job, event));
  }
  return { ...list, jobs };
}

function patched(job: Job, event: FleetEvent): Job {
  const isHeld = event.stage === "assigned" || event.stage === "building";
  return { ...job, rev: event.seq, stage: event.stage, leaseEpoch: event.epoch, lease: isHeld ? job.lease : null };
}

/** While pages are missing at the end, a job older than the last row belongs to one of those. */
function isWithinReach(list: JobList, job: Job): boolean {
  const last = list.jobs.get(list.order.at(-1) ?? "");
  return list.nextCursor === null || last === undefined || job.submittedAt >= last.submittedAt;
}

const belongs = (list: JobList, job: Job): boolean => list.stage === null || job.stage === list.stage;

/** An older answer never overwrites a newer one: `rev` grows with every change. */
function mergeJobs(before: ReadonlyMap<string, Job>, items: readonly Job[]): ReadonlyMap<string, Job> {
  const jobs = new Map(before);
  for (const job of items) {
    const known = jobs.get(job.id);
    if (known === undefined || job.rev >= known.rev) jobs.set(job.id, job);
  }
  return jobs;
}

/** The order in which the list API answers; ids settle what was submitted in the same millisecond. */
const newestFirst =
  (jobs: ReadonlyMap<string, Job>) =>
  (a: string, b: string): number => {
    const [left, right] = [jobs.get(a)?.submittedAt ?? "", jobs.get(b)?.submittedAt ?? ""];
    if (left !== right) return left < right ? 1 : -1;
    return a < b ? 1 : -1;
  };
