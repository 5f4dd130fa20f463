import { isKeyHeld, jobReason } from "./filter.ts";
import { createSortedList, type SortedList } from "./sorted-list.ts";
import { type JobView, type ProductView } from "./types.ts";
import { compareAge, waitingSinceMs } from "./urgency.ts";

/**
 * Jobs that differ only in age and concurrency key, one lane for each key, so that a thousand jobs that wait for one
 * repository are stepped over at once. The lanes are in the order of their oldest jobs.
 */
export type Lanes = Readonly<{
  isEmpty: () => boolean;
  insert: (job: JobView) => void;
  /** The job must have been inserted. */
  remove: (job: JobView) => void;
  /** The oldest job that may start now, or null. */
  oldestStartable: (product: ProductView, nowMs: number) => JobView | null;
}>;

type Lane = Readonly<{ key: string | null; head: JobView; jobs: SortedList<JobView> }>;

export function createLanes(): Lanes {
  const laneOfKey = new Map<string | null, Lane>();
  const lanes = createSortedList<Lane>((a, b) => compareAge(a.head, b.head));

  const change = (key: string | null, changeJobs: (jobs: SortedList<JobView>) => void): void => {
    const before = laneOfKey.get(key) ?? null;
    const jobs = before === null ? createSortedList(compareAge) : before.jobs;
    changeJobs(jobs);
    const head = jobs.items[0] ?? null;
    if (before !== null && before.head === head) return;
    if (before !== null) lanes.remove(before);
    if (head === null) {
      laneOfKey.delete(key);
    } else {
      const after = { key, head, jobs };
      laneOfKey.set(key, after);
      lanes.insert(after);
    }
  };

  return {
    isEmpty: () => laneOfKey.size === 0,
    insert: (job) => {
      change(job.concurrencyKey, (jobs) => {
        jobs.insert(job);
      });
    },
    remove: (job) => {
      change(job.concurrencyKey, (jobs) => {
        jobs.remove(job);
      });
    },
    oldestStartable: (product, nowMs) => {
      let oldest: JobView | null = null;
      for (const lane of lanes.items) {
        // The heads come in order, so what follows is neither due yet nor older than what was found.
        if (waitingSinceMs(lane.head) > nowMs) break;
        if (oldest !== null && compareAge(lane.head, oldest) > 0) break;
        if (isKeyHeld(lane.key, product)) continue;
        const found = oldestOf(lane.jobs.items, nowMs);
        if (found !== null && (oldest === null || compareAge(found, oldest) < 0)) oldest = found;
      }
      return oldest;
    },
  };
}

/** Steps over jobs whose deadlines have passed; whoever keeps the queue takes them out sooner or later. */
function oldestOf(jobs: readonly JobView[], nowMs: number): JobView | null {
  for (const job of jobs) {
    const reason = jobReason(job, nowMs);
    if (reason === null) return job;
    if (reason === "not_before") break;
  }
  return null;
}
