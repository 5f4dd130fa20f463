import { expect, test } from "vitest";
import { CADENCE, grant, kinds, Loop, nothing, ok, runOf, SILENCE } from "./loop.ts";

test("[FW11] a draining factory says so at once, claims nothing, finishes what it holds and ends with 0", () => {
  const loop = new Loop(2);
  loop.open();
  loop.claimAnswered(grant(1));
  loop.claimAnswered(nothing(1));
  const effects = loop.send({ type: "drain" });
  expect(effects).toContainEqual({ type: "heartbeat", load: 0.5, draining: true });
  expect(kinds(loop.at(70_000))).not.toContain("claim");
  expect(loop.send({ type: "attempt-ended", runId: runOf(1) })).toContainEqual({ type: "exit", exitCode: 0 });
});

test("[FW11] a draining factory waits for the answer of its last claim, and works on the job if it got one", () => {
  const loop = new Loop();
  loop.open();
  expect(kinds(loop.send({ type: "drain" }))).not.toContain("exit");
  expect(kinds(loop.claimAnswered(grant(1)))).toEqual(["start-attempt"]);
  expect(kinds(loop.send({ type: "attempt-ended", runId: runOf(1) }))).toEqual(["exit"]);
});

test("[FW11] it does not wait longer for that answer than such a lease would live", () => {
  const loop = new Loop();
  loop.open();
  loop.send({ type: "drain" });
  loop.claimAnswered(SILENCE);
  expect(kinds(loop.at(59_999))).not.toContain("exit");
  expect(kinds(loop.at(60_000))).toContain("exit");
});

test("[FW12] a stopped factory interrupts its attempts and ends when they have", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(grant(1));
  const effects = loop.send({ type: "stop" });
  expect(effects).toContainEqual({ type: "interrupt-attempts", reason: "stop" });
  expect(kinds(effects)).not.toContain("exit");
  expect(loop.send({ type: "attempt-ended", runId: runOf(1) })).toContainEqual({ type: "exit", exitCode: 0 });
});

test("[FW12] nothing happens to a factory that has ended", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(1));
  expect(kinds(loop.send({ type: "stop" }))).toContain("exit");
  expect(loop.send({ type: "wake" })).toEqual([]);
  expect(loop.at(1_000_000)).toEqual([]);
});

test.each(["heartbeat-answered", "queue-answered"] as const)(
  "[FW13] a revoked token ends the factory with 3, whichever call says so (%s)",
  (type) => {
    const loop = new Loop();
    loop.open();
    loop.claimAnswered(grant(1));
    const effects = loop.send({ type, answer: { kind: "revoked", detail: "" } });
    expect(effects).toContainEqual({ type: "interrupt-attempts", reason: "revoked" });
    expect(loop.send({ type: "attempt-ended", runId: runOf(1) })).toContainEqual({ type: "exit", exitCode: 3 });
  },
);

test("[FW13] a claim or a renewal that says so does the same", () => {
  const claiming = new Loop();
  claiming.open();
  expect(claiming.claimAnswered({ kind: "revoked", detail: "" })).toContainEqual({ type: "exit", exitCode: 3 });
  const renewing = new Loop();
  renewing.open();
  renewing.claimAnswered(grant(1));
  renewing.at(20_000);
  renewing.send({ type: "renew-answered", runId: runOf(1), answer: { kind: "revoked", detail: "" } });
  expect(renewing.state).toMatchObject({ phase: "stopping", exitCode: 3 });
});

test("[FW14] a cadence slower than a third of the stale threshold is refused before anything is claimed", () => {
  const loop = new Loop();
  const effects = loop.open({ ...CADENCE, heartbeatSec: 31 });
  expect(effects).toContainEqual({ type: "exit", exitCode: 1 });
  expect(kinds(effects)).not.toContain("claim");
});

test("[FW14] exactly a third is kept", () => {
  expect(kinds(new Loop().open({ ...CADENCE, heartbeatSec: 30 }))).toEqual(["claim"]);
});

test("[FW14] renewals as slow as the lease is long, or no period at all, are refused too", () => {
  expect(kinds(new Loop().open({ ...CADENCE, renewSec: 60 }))).toContain("exit");
  expect(kinds(new Loop().open({ ...CADENCE, heartbeatSec: 0 }))).toContain("exit");
});

test("[FW15] heartbeats keep the server's cadence, and one without an answer is repeated sooner", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(1));
  expect(kinds(loop.at(14_999))).not.toContain("heartbeat");
  expect(kinds(loop.at(15_000))).toContain("heartbeat");
  loop.send({ type: "heartbeat-answered", answer: SILENCE });
  expect(kinds(loop.at(15_500))).toContain("heartbeat");
  loop.send({ type: "heartbeat-answered", answer: ok({ cadence: { ...CADENCE, heartbeatSec: 5 }, mayClaim: true }) });
  expect(kinds(loop.at(20_499))).not.toContain("heartbeat");
  expect(kinds(loop.at(20_500))).toContain("heartbeat");
});
