import fc from "fast-check";
import { expect, test } from "vitest";
import { failAttempt } from "#domain/job/fail-attempt.ts";
import { retryAtMs } from "#domain/job/retry.ts";
import { REQUEUE_CAUSES } from "#contract/documents/job-document.ts";
import { FLEET_REQUEUES_MAX, lossesOf, RETRY_POLICY } from "#domain/job/retry-policy.ts";
import { backToQueue } from "#domain/lease/back-to-queue.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { accepted, typesOf } from "../../support/decisions.ts";
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
  const { next, facts } = failAttempt(
    aHeldJob({ attempts: 1, requeues: { failed: 1 } }),
    { outcome: OUTCOME, cause: "failed", jitter: 0 },
    NOW_MS,
  );
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
  const { next, facts } = failAttempt(
    aHeldJob({ attempts: 2 }),
    { outcome: OUTCOME, cause: "failed", jitter: 0 },
    NOW_MS,
  );
  expect(next).toMatchObject({ stage: "dead_letter", lease: null, leaseEpoch: 2, attempts: 3, endedAtMs: NOW_MS });
  expect(next.deadReason).toBe("attempts_exhausted");
  expect(typesOf(facts)).toEqual(["job.failed", "job.dead_lettered"]);
  expect(facts[1]).toMatchObject({ note: "All 3 attempts failed." });
});

test("[JB11] every cause costs what the table says: attempts for the job's own failures, nothing for the fleet's", () => {
  for (const cause of REQUEUE_CAUSES) {
    const { spendsAttempt, capped } = RETRY_POLICY[cause];
    expect([cause, spendsAttempt]).toEqual([cause, cause === "failed" || cause === "timeout"]);
    const requeues = { [cause]: FLEET_REQUEUES_MAX };
    expect([cause, lossesOf(requeues)]).toEqual([cause, capped ? FLEET_REQUEUES_MAX : 0]);
    if (spendsAttempt) continue;
    const back = { cause, note: "", nowMs: NOW_MS };
    const { next } = accepted(backToQueue(aHeldJob({ attempts: 1, requeues }), back));
    expect([cause, next.attempts, next.stage]).toEqual([cause, 1, capped ? "dead_letter" : "queued"]);
    expect(next.deadReason).toBe(capped ? "lost_too_often" : null);
  }
});

test("[JB11] a limit of the engine's provider spends no attempt, and each time the job waits longer", () => {
  const failure = { outcome: { ...OUTCOME, code: "provider_limit" }, cause: "failed", jitter: 0 } as const;
  const { next, facts } = failAttempt(aHeldJob({ attempts: 2 }), failure, NOW_MS);
  expect(next).toMatchObject({ stage: "queued", lease: null, attempts: 2, requeues: { provider_limit: 1 } });
  expect(next.notBeforeMs).toBe(NOW_MS + 2_500);
  expect(typesOf(facts)).toEqual(["job.failed", "job.requeued"]);
  const again = failAttempt(aHeldJob({ requeues: { provider_limit: 3 } }), failure, NOW_MS).next;
  expect(again.notBeforeMs).toBe(NOW_MS + 20_000);
});
