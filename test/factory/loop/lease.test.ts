import { expect, test } from "vitest";
import { type Cadence } from "#contract/factory.ts";
import { type LoopEffect } from "#factory/loop/effect.ts";
import { nextDueMs } from "#factory/loop/plan.ts";
import { CADENCE, claimedJob, grant, kinds, Loop, ok, runOf, SILENCE } from "./loop.ts";

const holding = (): Loop => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(grant(1));
  return loop;
};
const granted = (cadence: Cadence) => ok({ claimed: claimedJob(1, 1), queueVersion: 1, cadence });
const renewals = (effects: readonly LoopEffect[]) => effects.filter(({ type }) => type === "renew");
const renewed = (loop: Loop) =>
  loop.send({ type: "renew-answered", runId: runOf(1), answer: ok({ cadence: CADENCE }) });

test("[FW7] a held lease is renewed every renewSec, counted from the sending, and never twice at once", () => {
  const loop = holding();
  expect(renewals(loop.at(9_999))).toEqual([]);
  expect(renewals(loop.at(10_000))).toHaveLength(1);
  expect(renewals(loop.at(10_500))).toEqual([]);
  loop.nowMs = 11_000;
  renewed(loop);
  expect(renewals(loop.at(19_999))).toEqual([]);
  expect(renewals(loop.at(20_000))).toHaveLength(1);
});

test("[FW7] a lease is renewed at least with every heartbeat, so that a lost one is noticed within one", () => {
  const loop = new Loop();
  loop.open({ ...CADENCE, renewSec: 20 });
  loop.claimAnswered(granted({ ...CADENCE, renewSec: 20 }));
  expect(renewals(loop.at(14_999))).toEqual([]);
  expect(renewals(loop.at(15_000))).toHaveLength(1);
});

test("[FW8] a renewal without an answer is repeated and stops nothing, however long the outage lasts", () => {
  const loop = holding();
  loop.at(20_000);
  loop.send({ type: "renew-answered", runId: runOf(1), answer: SILENCE });
  expect(renewals(loop.at(20_500))).toHaveLength(1);
  loop.send({ type: "renew-answered", runId: runOf(1), answer: SILENCE });
  const late = loop.at(300_000);
  expect(kinds(late)).not.toContain("fence-attempt");
  expect(late).toContainEqual(expect.objectContaining({ line: expect.objectContaining({ event: "lease.in-doubt" }) }));
  expect(renewals(late)).toHaveLength(1);
});

test("[FW8] a lease counts as certain for nine tenths of its life from the moment its request was first sent", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(SILENCE);
  loop.at(500);
  loop.nowMs = 5_000;
  const effects = loop.claimAnswered(grant(1));
  expect(effects[0]).toMatchObject({ type: "start-attempt", sureUntilMs: 54_000 });
});

test("[FW9] a fenced renewal stops the engine at once, and the lease is never renewed again", () => {
  const loop = holding();
  loop.at(20_000);
  const effects = loop.send({
    type: "renew-answered",
    runId: runOf(1),
    answer: { kind: "fenced", detail: "another attempt has the job" },
  });
  expect(effects).toContainEqual({ type: "fence-attempt", runId: runOf(1) });
  expect(renewals(loop.at(100_000))).toEqual([]);
});

test("[FW9] an attempt that was told so stops the same way, and once", () => {
  const loop = holding();
  expect(kinds(loop.send({ type: "lease-lost", runId: runOf(1) }))).toEqual(["log", "fence-attempt"]);
  expect(loop.send({ type: "lease-lost", runId: runOf(1) })).toEqual([]);
});

test("[FW9] a job that comes back under a higher epoch is another attempt beside the one that still stops", () => {
  const loop = new Loop(2);
  loop.open();
  loop.claimAnswered(grant(1, 1));
  loop.claimAnswered(grant(1, 2));
  loop.send({ type: "lease-lost", runId: runOf(1, 1) });
  expect(renewals(loop.at(20_000))).toEqual([expect.objectContaining({ leaseEpoch: 2 })]);
});

test("[FW10] the loop sleeps exactly until something is due", () => {
  const loop = holding();
  loop.at(0);
  expect(nextDueMs(loop.state)).toBe(10_000);
  loop.at(10_000);
  expect(nextDueMs(loop.state)).toBe(15_000);
});
