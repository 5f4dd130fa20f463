import { expect, test } from "vitest";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { decideEnforceLimit } from "#domain/job/enforce-limit.ts";
import { dueAtOf, firstLimitOf } from "#domain/job/time-limits.ts";
import { decideGrant } from "#domain/lease/grant.ts";
import { decideUnblock } from "#domain/dag/unblock.ts";
import { aHeldJob, aJob, aJobIn } from "../../support/a-job.ts";
import { accepted, typesOf } from "../../support/decisions.ts";
import { factoryIdOf, NOW_MS } from "../../support/ids.ts";

const LIMIT_MS = 60_000;
const STRIKES_MS = NOW_MS + LIMIT_MS;
const WALL_STRIKES_MS = NOW_MS + 3_600_000 + 120_000;
const enforce = (job: JobDocument, atMs: number, reportedAtMs: number | null = null) =>
  decideEnforceLimit(job, { reportedAtMs, jitter: 0 }, atMs);

test("[TM1] each limit strikes at its own instant, in its own stage, with its own code", () => {
  const cases = [
    [aJob({ deadlineMs: STRIKES_MS }), "deadline_passed"],
    [aJob({ stage: "blocked", deadlineMs: STRIKES_MS }), "deadline_passed"],
    [aJob({ queueMaxMs: LIMIT_MS }), "queue_timeout"],
    [aHeldJob({ progressMaxMs: LIMIT_MS }), "no_progress"],
    [aHeldJob({ wallMaxMs: LIMIT_MS - 120_000 }), "wall_timeout"],
    [aJob({ stage: "review", reviewExpiresAtMs: STRIKES_MS }), "review_expired"],
  ] as const;
  for (const [job, code] of cases) {
    expect(firstLimitOf(job, null)).toEqual({ code, atMs: STRIKES_MS });
    expect(enforce(job, STRIKES_MS - 1).kind).toBe("skip");
    const told =
      code === "review_expired"
        ? { type: "job.review_expired" }
        : { type: "job.failed", outcome: { result: "failed", code } };
    expect(accepted(enforce(job, STRIKES_MS)).facts[0]).toMatchObject(told);
  }
});

test("[TM1] a job without limits, held back, waiting for others or ended is struck by none", () => {
  for (const stage of ["queued", "review", "testing", "shipped", "failed", "dead_letter"] as const)
    expect(dueAtOf(aJobIn(stage))).toBeNull();
  expect(dueAtOf(aJob({ queueMaxMs: LIMIT_MS, hold: { by: "bob", note: "", atMs: NOW_MS } }))).toBeNull();
  expect(dueAtOf(aJob({ queueMaxMs: LIMIT_MS, stage: "blocked" }))).toBeNull();
  expect(dueAtOf(aHeldJob({ deadlineMs: STRIKES_MS }))).toBe(WALL_STRIKES_MS);
  expect(enforce(aJob(), STRIKES_MS).kind).toBe("skip");
});

test("[TM1] a wait for a factory is measured from when the job could first be taken", () => {
  const later = aJob({ queueMaxMs: LIMIT_MS, notBeforeMs: NOW_MS + 5_000 });
  expect(firstLimitOf(later, null)?.atMs).toBe(STRIKES_MS + 5_000);
  expect(firstLimitOf({ ...later, deadlineMs: NOW_MS + 1 }, null)?.code).toBe("deadline_passed");
});

test("[TM2] a job that did not start in time has failed, and says so", () => {
  const { next } = accepted(enforce(aJob({ deadlineMs: STRIKES_MS }), STRIKES_MS));
  expect(next).toMatchObject({ stage: "failed", endedAtMs: STRIKES_MS, outcome: { code: "deadline_passed" } });
  expect(accepted(enforce(aJob({ queueMaxMs: LIMIT_MS }), STRIKES_MS)).next.outcome?.code).toBe("queue_timeout");
});

test("[TM2] an attempt that takes too long is fenced and spent, and the next one follows or none is left", () => {
  const first = accepted(enforce(aHeldJob({ wallMaxMs: 1 }), STRIKES_MS * 2));
  expect(first.next).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, attempts: 1 });
  expect(first.next.requeues).toEqual({ timeout: 1 });
  expect(first.facts[1]).toMatchObject({ type: "job.requeued", cause: "timeout" });
  const last = accepted(enforce(aHeldJob({ wallMaxMs: 1, attempts: 2 }), STRIKES_MS * 2));
  expect(last.next).toMatchObject({ stage: "dead_letter", deadReason: "attempts_exhausted" });
});

test("[TM2] work that stands still is failed or told, and a checkpoint or a report of usage is progress", () => {
  const job = aHeldJob({ progressMaxMs: LIMIT_MS });
  expect(accepted(enforce(job, STRIKES_MS)).next).toMatchObject({ stage: "queued", outcome: { code: "no_progress" } });
  expect(enforce(job, STRIKES_MS, NOW_MS + 1).kind).toBe("skip");
  expect(enforce({ ...job, progressAtMs: NOW_MS + 1 }, STRIKES_MS).kind).toBe("skip");
  const { next, facts } = accepted(enforce({ ...job, onNoProgress: "warn" }, STRIKES_MS));
  expect(next).toMatchObject({ stage: "building", progressAtMs: STRIKES_MS, lease: { epoch: 1 } });
  expect(typesOf(facts)).toEqual(["job.stalled"]);
  expect(dueAtOf(next)).toBe(STRIKES_MS + LIMIT_MS);
});

test("[TM4] nobody is given a job whose deadline has come, nor one before its time", () => {
  const grant = { factoryId: factoryIdOf(1), claimId: "c", bootId: 1, seat: 0, leaseTtlMs: 1 };
  const due = aJob({ deadlineMs: STRIKES_MS, notBeforeMs: NOW_MS + 5 });
  expect(decideGrant(due, grant, STRIKES_MS).kind).toBe("skip");
  expect(decideGrant(due, grant, STRIKES_MS - 1).kind).toBe("accept");
  expect(decideGrant(due, grant, NOW_MS + 4).kind).toBe("skip");
});

test("[TM4] a job that waited for others still does not start before its time", () => {
  const unblocked = (startAfterMs: number | null) =>
    accepted(decideUnblock(aJob({ stage: "blocked", startAfterMs }), new Map(), NOW_MS)).next.notBeforeMs;
  expect([unblocked(STRIKES_MS), unblocked(NOW_MS - 1), unblocked(null)]).toEqual([STRIKES_MS, NOW_MS, NOW_MS]);
});
