import { expect, test } from "vitest";
import { grant, kinds, Loop, nothing, ok, CADENCE, runOf, SILENCE } from "./loop.ts";

test("[FW2] nothing is claimed before the first heartbeat was answered", () => {
  const loop = new Loop();
  expect(kinds(loop.send({ type: "tick" }))).toEqual(["heartbeat"]);
  expect(kinds(loop.at(1_000))).toEqual([]);
  const effects = loop.send({ type: "heartbeat-answered", answer: ok({ cadence: CADENCE, mayClaim: true }) });
  expect(effects).toEqual([{ type: "claim", claimId: "n-7-1" }]);
});

test("[FW3] a claim without an answer is repeated under its id, with growing pauses, until it is answered", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(SILENCE);
  expect(loop.at(499)).toEqual([]);
  expect(loop.at(500)).toEqual([{ type: "claim", claimId: "n-7-1" }]);
  loop.claimAnswered(SILENCE);
  expect(loop.at(1_499)).toEqual([]);
  expect(loop.at(1_500)).toEqual([{ type: "claim", claimId: "n-7-1" }]);
  const effects = loop.claimAnswered(grant(1));
  expect(kinds(effects)).toEqual(["start-attempt"]);
});

test("[FW3] a settled claim's id is never used again", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(null));
  expect(loop.at(2_000)).toEqual([{ type: "claim", claimId: "n-7-2" }]);
});

test("[FW3] the answer to a claim that is settled changes nothing", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(1));
  const effects = loop.send({ type: "claim-answered", claimId: "n-7-1", answer: grant(1) });
  expect(kinds(effects)).not.toContain("start-attempt");
});

test("[FW3] a claim that is refused for good is given up, and the next one waits", () => {
  const loop = new Loop();
  loop.open();
  expect(kinds(loop.claimAnswered({ kind: "refused", detail: "the contract says no" }))).toEqual(["log"]);
  expect(loop.at(3_999)).toEqual([]);
  expect(loop.at(4_000)).toEqual([{ type: "claim", claimId: "n-7-2" }]);
});

test("[FW4] while the queue's version stands still, the factory polls and does not claim", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(5));
  expect(kinds(loop.at(2_000))).toEqual(["poll-queue"]);
  expect(loop.send({ type: "queue-answered", answer: ok({ version: 5, cadence: CADENCE }) })).toEqual([]);
  expect(kinds(loop.at(4_000))).toEqual(["poll-queue"]);
  const effects = loop.send({ type: "queue-answered", answer: ok({ version: 6, cadence: CADENCE }) });
  expect(kinds(effects)).toEqual(["claim"]);
});

test("[FW4] a claim is made every claimAnywaySec although the version stands still", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(5));
  expect(kinds(loop.at(59_999))).not.toContain("claim");
  expect(kinds(loop.at(60_000))).toContain("claim");
});

test("[FW4] an answer without a version does not gate the next claim", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(null));
  expect(kinds(loop.at(1_999))).toEqual([]);
  expect(kinds(loop.at(2_000))).toEqual(["claim"]);
});

test("[FW4] a seat that became free makes the next claim due at once", () => {
  const loop = new Loop(2);
  loop.open();
  loop.claimAnswered(grant(1));
  loop.claimAnswered(nothing(5));
  expect(kinds(loop.send({ type: "attempt-ended", runId: runOf(1) }))).toEqual(["claim"]);
});

test("[FW5] a wake-up makes the poll due at once", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(5));
  loop.nowMs = 10;
  expect(kinds(loop.send({ type: "wake" }))).toEqual(["poll-queue"]);
});

test("[FW5] a wake-up during a poll is not lost: the next poll follows at once", () => {
  const loop = new Loop();
  loop.open();
  loop.claimAnswered(nothing(5));
  loop.nowMs = 2_000;
  expect(kinds(loop.send({ type: "tick" }))).toEqual(["poll-queue"]);
  expect(loop.send({ type: "wake" })).toEqual([]);
  const effects = loop.send({ type: "queue-answered", answer: ok({ version: 5, cadence: CADENCE }) });
  expect(kinds(effects)).toEqual(["poll-queue"]);
});

test("[FW5] a wake-up during a claim is not lost: its answer may be older than the news", () => {
  const loop = new Loop();
  loop.open();
  loop.send({ type: "wake" });
  expect(kinds(loop.claimAnswered(nothing(5)))).toEqual(["poll-queue"]);
  const ungated = new Loop();
  ungated.open();
  ungated.send({ type: "wake" });
  expect(kinds(ungated.claimAnswered(nothing(null)))).toEqual(["claim"]);
});

test("[FW6] never more jobs than seats, and one claim at a time", () => {
  const loop = new Loop(2);
  expect(kinds(loop.open())).toEqual(["claim"]);
  expect(kinds(loop.claimAnswered(grant(1)))).toEqual(["start-attempt", "claim"]);
  expect(kinds(loop.claimAnswered(grant(2)))).toEqual(["start-attempt"]);
  const later = [loop.at(10_000), loop.at(19_999)].flatMap(kinds);
  expect(later).not.toContain("claim");
});

test("[FW6] a factory that the coordinator has paused claims nothing until it may again", () => {
  const loop = new Loop();
  loop.send({ type: "tick" });
  const paused = loop.send({ type: "heartbeat-answered", answer: ok({ cadence: CADENCE, mayClaim: false }) });
  expect(paused).toEqual([]);
  expect(kinds(loop.at(15_000))).toEqual(["heartbeat"]);
  const resumed = loop.send({ type: "heartbeat-answered", answer: ok({ cadence: CADENCE, mayClaim: true }) });
  expect(kinds(resumed)).toEqual(["claim"]);
});
