import fc from "fast-check";
import { expect, test } from "vitest";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { JOB_ACTIONS } from "#contract/job-can.ts";
import { canMove, type Stage, STAGE_TRANSITIONS, STAGES } from "#contract/stage.ts";
import { type Problem } from "#contract/problem.ts";
import { type Decision } from "#domain/decision.ts";
import { decideUnblock } from "#domain/dag/unblock.ts";
import { decideAct } from "#domain/job/act.ts";
import { decidePatch } from "#domain/job/patch.ts";
import { decideExpire } from "#domain/lease/expire.ts";
import { decideGrant } from "#domain/lease/grant.ts";
import { decideRelease } from "#domain/lease/release.ts";
import { decideTakeOver } from "#domain/lease/take-over.ts";
import { planOperation } from "#domain/operation/plan-operation.ts";
import { aJob, stored } from "../support/a-job.ts";
import { factoryIdOf, jobIdOf, NOW_MS } from "../support/ids.ts";

type Step = (job: JobDocument, nowMs: number, serial: number) => Decision<JobDocument, Problem>;
const holderOf = (job: JobDocument) => ({
  factoryId: job.lease?.holderFactoryId ?? factoryIdOf(1),
  leaseEpoch: job.leaseEpoch,
});

/** Everything that can happen to a job, each as its own decision. */
const STEPS: readonly Step[] = [
  ...[1, 2].map(
    (factory): Step =>
      (job, nowMs, serial) =>
        decideGrant(
          job,
          { factoryId: factoryIdOf(factory), claimId: `c${serial}`, bootId: 1, seat: 0, leaseTtlMs: 60_000 },
          nowMs,
        ),
  ),
  ...(["building", "review", "testing", "failed"] as const).map(
    (stage): Step =>
      (job, nowMs) =>
        decidePatch(job, { worker: holderOf(job), stage, checkpoint: null, outcome: null, jitter: 0.5 }, nowMs),
  ),
  (job, nowMs) => decideRelease(job, { worker: holderOf(job), note: "" }, nowMs),
  (job, nowMs) => decideExpire(job, { epoch: job.leaseEpoch, graceMs: 0 }, nowMs),
  (job, nowMs) => decideTakeOver(job, { ...holderOf(job), epoch: job.leaseEpoch, bootId: 2 }, nowMs),
  (job, nowMs) => decideUnblock(job, new Map([[jobIdOf(2), "shipped" as const]]), nowMs),
  ...JOB_ACTIONS.map(
    (action): Step =>
      (job, nowMs, serial) =>
        decideAct(job, { action, by: `p${serial % 3}`, note: "" }, nowMs),
  ),
];

const life = fc.array(fc.tuple(fc.nat({ max: STEPS.length - 1 }), fc.nat({ max: 400_000 })), { maxLength: 60 });
const births = fc.record({
  stage: fc.constantFrom("queued" as const, "blocked" as const),
  reviewersNeeded: fc.nat({ max: 2 }),
  attemptsMax: fc.integer({ min: 1, max: 4 }),
});

test("[PR3] in every life of a job its epoch rises with each grant and each end of a lease, and never falls", () => {
  fc.assert(
    fc.property(births, life, (birth, steps) => {
      let nowMs = NOW_MS;
      let job = aJob({ ...birth, deps: [jobIdOf(2)], depsExpected: 1 });
      const granted: number[] = [];
      const events: number[] = [];
      steps.forEach(([which, waitMs], serial) => {
        nowMs += waitMs;
        const decision = STEPS[which]!(job, nowMs, serial);
        if (decision.kind !== "accept") return;
        const { job: next, record } = planOperation({
          recordId: `op:${serial}`,
          before: stored(job),
          next: decision.next,
          facts: decision.facts,
          actor: { kind: "system", id: "test" },
          nowMs,
        });
        const started = next.lease !== null && next.lease.runId !== job.lease?.runId;
        const ended = job.lease !== null && next.lease?.runId !== job.lease.runId;
        expect(next.leaseEpoch).toBe(job.leaseEpoch + (started ? 1 : 0) + (ended ? 1 : 0));
        if (started) granted.push(next.leaseEpoch);
        events.push(...record.events.map(({ seq }) => seq));
        expect(job.stage === next.stage || canMove(job.stage, next.stage)).toBe(true);
        expect(next.lease !== null).toBe(next.stage === "assigned" || next.stage === "building");
        job = next;
      });
      expect(events).toEqual(events.map((_, index) => index + 2));
      expect(granted).toEqual([...new Set(granted)].toSorted((a, b) => a - b));
      expect(job.rev).toBe(events.length + 1);
    }),
    { numRuns: 500 },
  );
});

const reachedFrom = (start: Stage): Set<Stage> => {
  const reached = new Set<Stage>();
  const open: Stage[] = [start];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (reached.has(stage)) continue;
    reached.add(stage);
    open.push(...STAGE_TRANSITIONS[stage]);
  }
  return reached;
};

test("[JB1] every stage can be reached from the queue, and every stage but shipped leads to shipped", () => {
  expect([...reachedFrom("queued")].toSorted()).toEqual([...STAGES].toSorted());
  expect(STAGES.filter((stage) => !reachedFrom(stage).has("shipped"))).toEqual([]);
  expect(STAGE_TRANSITIONS.shipped).toEqual([]);
});
