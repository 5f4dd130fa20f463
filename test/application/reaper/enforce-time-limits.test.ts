import { beforeEach, expect, test } from "vitest";
import { type JobDocument, seatIdOf } from "#contract/documents/job-document.ts";
import { JOBS } from "#application/ports/collections.ts";
import { enforceTimeLimits } from "#application/reaper/enforce-time-limits.ts";
import { announceDue } from "#application/reaper/announce-due.ts";
import { reap } from "#application/reaper/reap.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aRun } from "../../support/a-run.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

const LIMIT_MS = 60_000;
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const jobNow = async (): Promise<JobDocument> => (await fleet.store.read(JOBS, PRODUCT, jobIdOf(1)))!.value;
const alerts = () => fleet.said.filter(({ event }) => event.startsWith("alert.")).map(({ event }) => event);
const put = (job: JobDocument) => fleet.put("fleet_jobs", PRODUCT, job, { id: seatIdOf(factoryIdOf(1), 0) });

test("[TM3] the reaper finds what is due, acts once, however often it fires, and raises an alert of that name", async () => {
  await put(aJob({ deadlineMs: NOW_MS + LIMIT_MS, dueAtMs: NOW_MS + LIMIT_MS }));
  fleet.nowMs = NOW_MS + LIMIT_MS - 1;
  expect(await enforceTimeLimits(fleet.deps)).toBe(0);
  fleet.nowMs += 1;
  const both = await Promise.all([enforceTimeLimits(fleet.deps), enforceTimeLimits(fleet.deps)]);
  expect(both[0] + both[1]).toBe(1);
  expect(await jobNow()).toMatchObject({ stage: "failed", dueAtMs: null, rev: 2 });
  expect(alerts()).toEqual(["alert.deadline_passed"]);
  expect(fleet.store.all("fleet_events")).toMatchObject([{ facts: { type: "job.failed" } }]);
});

test("[TM3] a wait for reviewers that ran out is one event and one alert, and the job waits on", async () => {
  await put(aJob({ stage: "review", reviewExpiresAtMs: NOW_MS, dueAtMs: NOW_MS }));
  await reap(fleet.deps);
  await reap(fleet.deps);
  expect(await jobNow()).toMatchObject({ stage: "review", reviewExpiresAtMs: null, dueAtMs: null });
  expect(alerts()).toEqual(["alert.review_expired"]);
});

test("[TM3] usage that was reported meanwhile puts the limit off, without an event", async () => {
  const dueAtMs = NOW_MS + LIMIT_MS;
  await put(aHeldJob({ progressMaxMs: LIMIT_MS, dueAtMs }));
  await fleet.put("fleet_runs", jobIdOf(1), aRun({ usageAtMs: NOW_MS + 10_000 }));
  fleet.nowMs = dueAtMs;
  expect(await enforceTimeLimits(fleet.deps)).toBe(0);
  expect(await jobNow()).toMatchObject({ stage: "building", rev: 3, dueAtMs: dueAtMs + 10_000 });
  fleet.nowMs += 10_000;
  expect(await enforceTimeLimits(fleet.deps)).toBe(1);
  expect(alerts()).toEqual(["alert.no_progress"]);
  expect((await jobNow()).stage).toBe("queued");
});

test("[TM3] a job that is gone when the reaper gets there stops nothing", async () => {
  await put(aJob({ deadlineMs: NOW_MS, dueAtMs: NOW_MS }));
  const gone = fleet.with({ store: { ...fleet.store, read: async () => null } });
  expect(await enforceTimeLimits(gone)).toBe(0);
});

test("[TM4] a delayed start is announced when its time has come", async () => {
  await put(aJob({ startAfterMs: NOW_MS + LIMIT_MS, notBeforeMs: NOW_MS + LIMIT_MS }));
  await announceDue(fleet.deps);
  expect(fleet.signals).toEqual([]);
  fleet.nowMs = NOW_MS + LIMIT_MS;
  await announceDue(fleet.deps);
  expect(fleet.signals).toMatchObject([{ signal: { op: "bump" } }]);
});
