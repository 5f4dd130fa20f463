import { expect, test } from "vitest";
import {
  appendPage,
  applyEvents,
  applyPending,
  refreshJobs,
  startList,
  waitingChanges,
} from "#dashboard/data/job-list.ts";
import { aJob, anEvent, at, idOf, START_MS } from "../support/fixtures.ts";

const job = (number: number, part = {}) =>
  aJob({ id: idOf("job", number), submittedAt: at(START_MS + number * 1_000), ...part });
const shown = startList(null, { items: [job(2), job(1)], nextCursor: null });

test("[DJ1] a new job waits until the reader lets it in, and no shown row moves", () => {
  const arrived = refreshJobs(shown, [job(3)]);
  expect(arrived.order).toEqual(shown.order);
  expect(waitingChanges(arrived)).toBe(1);
  const applied = applyPending(arrived);
  expect(applied.order).toEqual([idOf("job", 3), idOf("job", 2), idOf("job", 1)]);
  expect(waitingChanges(applied)).toBe(0);
});

test("[DJ1] a job that leaves the filter's stage keeps its row until the reader lets it go", () => {
  const queued = startList("queued", { items: [job(1)], nextCursor: null });
  const moved = applyEvents(queued, [anEvent({ seq: 2, stage: "assigned", epoch: 1, type: "job.claimed" })]);
  expect(moved.order).toEqual([idOf("job", 1)]);
  expect(moved.jobs.get(idOf("job", 1))?.stage).toBe("assigned");
  expect(waitingChanges(moved)).toBe(1);
  expect(applyPending(moved).order).toEqual([]);
});

test("[DJ2] an older answer never overwrites a newer one", () => {
  const newer = refreshJobs(shown, [job(1, { rev: 5, stage: "building" })]);
  const late = refreshJobs(newer, [job(1, { rev: 4, stage: "queued" })]);
  expect(late.jobs.get(idOf("job", 1))?.stage).toBe("building");
  const lateEvent = applyEvents(late, [anEvent({ seq: 5, stage: "queued" })]);
  expect(lateEvent.jobs.get(idOf("job", 1))?.stage).toBe("building");
});

test("[DJ2] an event ends the lease that its stage does not have", () => {
  const lease = {
    holderFactoryId: idOf("fac", 1),
    epoch: 1,
    runId: `${idOf("run", 1)}_1`,
    seat: 0,
    acquiredAt: at(START_MS),
    expiresAt: at(START_MS),
  };
  const held = startList(null, { items: [job(1, { stage: "building", lease, leaseEpoch: 1 })], nextCursor: null });
  const requeued = applyEvents(held, [anEvent({ seq: 2, stage: "queued", epoch: 2 })]).jobs.get(idOf("job", 1));
  expect(requeued).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, rev: 2 });
});

test("[DJ3] a next page goes behind what is shown, without doubles", () => {
  const more = appendPage({ ...shown, nextCursor: "c" }, { items: [job(1), job(0)], nextCursor: null });
  expect(more.order).toEqual([idOf("job", 2), idOf("job", 1), idOf("job", 0)]);
  expect(more.nextCursor).toBe(null);
});

test("[DJ3] a job older than the last row of an unfinished list is left to its page", () => {
  const first = startList(null, { items: [job(9), job(8)], nextCursor: "c" });
  expect(waitingChanges(refreshJobs(first, [job(3)]))).toBe(0);
  expect(waitingChanges(refreshJobs(first, [job(10)]))).toBe(1);
});
