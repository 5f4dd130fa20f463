import { beforeEach, expect, test } from "vitest";
import { redriveJobs, type RedriveJobs } from "#application/jobs/redrive-jobs.ts";
import { REDRIVES_PER_WINDOW } from "#domain/job/redrive-allowance.ts";
import { aJob } from "../../support/a-job.ts";
import { jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const dead = (number: number, given: Parameters<typeof aJob>[0] = {}) =>
  aJob({
    id: jobIdOf(number),
    stage: "dead_letter",
    deadReason: "attempts_exhausted",
    endedAtMs: NOW_MS + number,
    attempts: 3,
    rev: 7,
    ...given,
  });
const redrive = (given: Partial<RedriveJobs> = {}) =>
  redriveJobs(fleet.deps, {
    productId: PRODUCT,
    opId: "r1",
    reason: null,
    beforeMs: null,
    limit: 20,
    by: "ada",
    note: "the proxy is up again",
    ...given,
  });

test("[JB13] dead jobs go back under their own ids with their history, the longest dead first", async () => {
  await fleet.put("fleet_jobs", PRODUCT, dead(2), dead(1), dead(3), aJob({ id: jobIdOf(4) }));
  const jobs = stateOf(await redrive({ limit: 2 }));
  expect(jobs.map(({ id }) => id)).toEqual([jobIdOf(1), jobIdOf(2)]);
  expect(jobs[0]).toMatchObject({ stage: "queued", attempts: 0, deadReason: null, endedAtMs: null, rev: 8 });
  expect(fleet.store.all("fleet_events")).toMatchObject([
    { seq: 8, actor: { kind: "operator", id: "ada" }, facts: { note: "Redriven. the proxy is up again" } },
    { seq: 8 },
  ]);
  expect(stateOf(await redrive({ opId: "r2" })).map(({ id }) => id)).toEqual([jobIdOf(3)]);
  expect(stateOf(await redrive({ opId: "r3" }))).toEqual([]);
});

test("[JB13] dead jobs are picked by their reason and by when they died", async () => {
  await fleet.put("fleet_jobs", PRODUCT, dead(1), dead(2, { deadReason: "lost_too_often" }), dead(3));
  expect(stateOf(await redrive({ reason: "lost_too_often" }))).toMatchObject([{ id: jobIdOf(2) }]);
  expect(stateOf(await redrive({ beforeMs: NOW_MS + 3 }))).toMatchObject([{ id: jobIdOf(1) }]);
});

test("[JB13] more than the minute allows is refused with the time to wait, and changes nothing", async () => {
  await fleet.put("fleet_jobs", PRODUCT, dead(1));
  const spent = { id: "redrives", productId: PRODUCT, windowStartMs: NOW_MS, count: REDRIVES_PER_WINDOW };
  await fleet.put("fleet_queue_state", PRODUCT, spent);
  fleet.nowMs = NOW_MS + 20_000;
  expect(problemOf(await redrive())).toEqual({ code: "rate-limited", retryAfterMs: 40_000 });
  expect(fleet.store.all("fleet_jobs")).toMatchObject([{ stage: "dead_letter" }]);
  fleet.nowMs = NOW_MS + 60_000;
  expect(stateOf(await redrive())).toHaveLength(1);
});
