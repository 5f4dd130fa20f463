import { expect, test } from "vitest";
import { isOverdue, STARVATION_RAMP_MS, startBoundMs, starvationPenalty, waitingSinceMs } from "#scheduler/urgency.ts";
import { aJob, MINUTE_MS, NOW_MS } from "./build.ts";

test.each([
  [-1, 1, false],
  [0, 1, false],
  [15 * MINUTE_MS, 0.5, false],
  [STARVATION_RAMP_MS - 1, 1 / STARVATION_RAMP_MS, false],
  [STARVATION_RAMP_MS, 0, true],
  [STARVATION_RAMP_MS + 1, 0, true],
])("[SC11] after %i ms the penalty is %d and overdue is %s", (ageMs, penalty, overdue) => {
  const job = aJob({ queuedAtMs: NOW_MS - ageMs });
  expect(starvationPenalty(job, NOW_MS)).toBeCloseTo(penalty, 12);
  expect(isOverdue(job, NOW_MS)).toBe(overdue);
});

test("[SC11] waiting begins when the job may start, not when it was handed in", () => {
  expect(waitingSinceMs(aJob({ queuedAtMs: 5, notBeforeMs: 9 }))).toBe(9);
  expect(waitingSinceMs(aJob({ queuedAtMs: 5, notBeforeMs: 2 }))).toBe(5);
});

test("[SC12] the bound is the ramp and one round for each seatful of older jobs", () => {
  const bound = (olderJobs: number, seats: number) =>
    startBoundMs({ olderJobs, seats, roundMaxMs: 1_000 }) - STARVATION_RAMP_MS;
  expect([bound(0, 1), bound(1, 1), bound(0, 2), bound(1, 2), bound(2, 2)]).toEqual([
    1_000, 2_000, 1_000, 1_000, 2_000,
  ]);
});
