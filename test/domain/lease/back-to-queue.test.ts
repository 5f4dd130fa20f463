import { expect, test } from "vitest";
import { backToQueue } from "#domain/lease/back-to-queue.ts";
import { decideRelease } from "#domain/lease/release.ts";
import { decideTakeOver } from "#domain/lease/take-over.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { accepted, refusal, typesOf } from "../../support/decisions.ts";
import { factoryIdOf, jobIdOf, NOW_MS } from "../../support/ids.ts";

const BACK = { cause: "released", note: "", nowMs: NOW_MS } as const;
const WORKER = { factoryId: factoryIdOf(1), leaseEpoch: 1 };

test("[PR4] the end of a lease raises the epoch, and a job without one keeps it", () => {
  expect(withoutLease(aHeldJob())).toMatchObject({ lease: null, leaseEpoch: 2 });
  const free = aJob({ leaseEpoch: 4 });
  expect(withoutLease(free)).toBe(free);
});

test("[PR8] a job that the fleet lost twenty times goes back once more; the twenty-first loss takes it out", () => {
  const nineteen = { lease_lost: 10, factory_restarted: 5, released: 4 };
  expect(accepted(backToQueue(aHeldJob({ requeues: nineteen }), BACK)).next.stage).toBe("queued");
  const { next, facts } = accepted(backToQueue(aHeldJob({ requeues: { ...nineteen, lease_lost: 11 } }), BACK));
  expect(next).toMatchObject({ stage: "dead_letter", lease: null, leaseEpoch: 2, endedAtMs: NOW_MS });
  expect(facts).toEqual([{ type: "job.dead_lettered", note: "It was lost 21 times (released)." }]);
});

test("[PR8] what people and the job itself caused is no loss by the fleet", () => {
  const requeues = { lease_lost: 20, operator: 30, failed: 30, preempted: 30 };
  expect(accepted(backToQueue(aHeldJob({ requeues }), { ...BACK, cause: "preempted" })).next.stage).toBe("queued");
  expect(accepted(backToQueue(aHeldJob({ requeues }), BACK)).next.stage).toBe("dead_letter");
});

test("[PR4] the holder gives its job back, and nobody else does", () => {
  const { next, facts } = accepted(decideRelease(aHeldJob(), { worker: WORKER, note: "draining" }, NOW_MS));
  expect(next).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, requeues: { released: 1 } });
  expect(facts).toEqual([{ type: "job.requeued", cause: "released", note: "draining", notBeforeMs: NOW_MS }]);
  const stranger = { ...WORKER, factoryId: factoryIdOf(2) };
  expect(refusal(decideRelease(aHeldJob(), { worker: stranger, note: "" }, NOW_MS))).toEqual({
    code: "fenced",
    jobId: jobIdOf(1),
    currentEpoch: 1,
  });
});

test("[PR5] a later boot takes over what an earlier one held", () => {
  const seen = { factoryId: factoryIdOf(1), epoch: 1, bootId: 2 };
  const { next, facts } = accepted(decideTakeOver(aHeldJob(), seen, NOW_MS));
  expect(next).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, requeues: { factory_restarted: 1 } });
  expect(typesOf(facts)).toEqual(["job.requeued"]);
});

test.each([
  ["by the same boot", { bootId: 1 }],
  ["by an earlier boot", { bootId: 0 }],
  ["by another factory", { factoryId: factoryIdOf(2) }],
  ["with news of another epoch", { epoch: 2 }],
])("[PR5] a lease is not taken over %s", (_, change) => {
  const seen = { factoryId: factoryIdOf(1), epoch: 1, bootId: 2, ...change };
  expect(decideTakeOver(aHeldJob({ lease: aLease() }), seen, NOW_MS).kind).toBe("skip");
});

test("[PR5] a job without a lease is nothing to take over", () => {
  expect(decideTakeOver(aJob(), { factoryId: factoryIdOf(1), epoch: 1, bootId: 2 }, NOW_MS).kind).toBe("skip");
});
