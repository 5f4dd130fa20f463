import fc from "fast-check";
import { expect, test } from "vitest";
import { failAttempt } from "#domain/job/fail-attempt.ts";
import { retryAtMs } from "#domain/job/retry.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { typesOf } from "../../support/decisions.ts";
import { NOW_MS } from "../../support/ids.ts";

const OUTCOME = { result: "failed", code: "exit_1", message: "", sha: null, branch: null, exitCode: 1 } as const;
const pauseMs = (attempts: number, jitter: number): number | null => {
  const atMs = retryAtMs(aJob({ attempts, attemptsMax: 20 }), jitter, NOW_MS);
  return atMs === null ? null : atMs - NOW_MS;
};

test.each([
  [1, 0, 2_500],
  [1, 0.5, 3_750],
  [2, 0, 5_000],
  [6, 0, 80_000],
  [7, 0, 150_000],
  [19, 0, 150_000],
])("[JB5] after attempt %i with jitter %d the pause is %i ms", (attempts, jitter, expected) => {
  expect(pauseMs(attempts, jitter)).toBe(expected);
});

test("[JB5] a pause is between half of its full length and all of it, and never above five minutes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 19 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, j) => {
        const fullMs = Math.min(300_000, 5_000 * 2 ** (n - 1));
        const waitedMs = pauseMs(n, j) ?? Number.NaN;
        expect(waitedMs).toBeGreaterThanOrEqual(fullMs / 2);
        expect(waitedMs).toBeLessThanOrEqual(fullMs);
      },
    ),
  );
});

test("[JB5] the last attempt has no successor", () => {
  expect(retryAtMs(aJob({ attempts: 2, attemptsMax: 3 }), 0, NOW_MS)).not.toBeNull();
  expect(retryAtMs(aJob({ attempts: 3, attemptsMax: 3 }), 0, NOW_MS)).toBeNull();
});

test("[JB5] a failure with attempts left says why it failed and when it may go on", () => {
  const { next, facts } = failAttempt(aHeldJob({ attempts: 1, requeues: { failed: 1 } }), OUTCOME, 0, NOW_MS);
  expect(next).toMatchObject({
    stage: "queued",
    lease: null,
    leaseEpoch: 2,
    attempts: 2,
    requeues: { failed: 2 },
    outcome: OUTCOME,
    endedAtMs: null,
  });
  expect(facts).toEqual([
    { type: "job.failed", outcome: OUTCOME },
    { type: "job.requeued", cause: "failed", note: "Attempt 2 of 3 failed: exit_1.", notBeforeMs: NOW_MS + 5_000 },
  ]);
});

test("[JB5] a job whose attempts are used up waits for a person", () => {
  const { next, facts } = failAttempt(aHeldJob({ attempts: 2 }), OUTCOME, 0, NOW_MS);
  expect(next).toMatchObject({ stage: "dead_letter", lease: null, leaseEpoch: 2, attempts: 3, endedAtMs: NOW_MS });
  expect(typesOf(facts)).toEqual(["job.failed", "job.dead_lettered"]);
  expect(facts[1]).toMatchObject({ note: "All 3 attempts failed." });
});
