import { expect, test } from "vitest";
import { whyWaiting } from "#cli/commands/why-waiting.ts";
import { aFactory, aJob, AT, ULIDS } from "../support/builders.ts";

const nowMs = Date.parse(AT);
const nobody = { dependencies: [], factories: [], nowMs };

test("[CL13] a job that is being worked on, or has ended, waits for nothing", () => {
  for (const stage of ["assigned", "building", "shipped", "failed", "dead_letter"] as const)
    expect(whyWaiting(aJob({ stage }), nobody)).toEqual([]);
});

test("[CL13] a hold comes before everything else", () => {
  const job = aJob({ held: true, holdNote: "wait for the release", notBefore: "2026-07-01T13:00:00.000Z" });
  expect(whyWaiting(job, nobody)).toEqual(["It is on hold: wait for the release."]);
});

test("[CL13] a blocked job names the dependencies that have not shipped", () => {
  const dependencies = [
    aJob({ stage: "shipped", title: "Done" }),
    aJob({ id: `job_${ULIDS[1]}`, stage: "building", title: "Under way" }),
  ];
  const job = aJob({ stage: "blocked", deps: dependencies.map(({ id }) => id) });
  expect(whyWaiting(job, { ...nobody, dependencies })).toEqual([
    `It waits for job_${ULIDS[1]} (Under way), which is building.`,
  ]);
});

test("[CL13] a composite waits for its children", () => {
  const [reason] = whyWaiting(aJob({ stage: "blocked", kind: "composite" }), nobody);
  expect(reason).toContain("children");
});

test("[CL13] a pause between attempts ends when it says", () => {
  const job = aJob({ notBefore: "2026-07-01T12:00:00.001Z" });
  expect(whyWaiting(job, nobody)).toEqual(["It may not start before 2026-07-01T12:00:00.001Z."]);
  expect(whyWaiting(aJob({ notBefore: AT }), nobody)).toEqual(["No factory has enrolled in this product."]);
});

test("[CL13] each factory says why it does not take the job", () => {
  const factories = [
    aFactory({ name: "a", capabilities: [] }),
    aFactory({ name: "b", lifecycle: "draining" }),
    aFactory({ name: "c", stale: true }),
    aFactory({ name: "d", health: "down" }),
    aFactory({ name: "e", seatsUsed: 1 }),
    aFactory({ name: "f" }),
  ];
  expect(whyWaiting(aJob({ capabilities: ["os:linux"] }), { ...nobody, factories })).toEqual([
    "a: does not offer os:linux.",
    "b: is draining.",
    "c: has not been heard of for too long.",
    "d: says that it is down.",
    "e: all 1 seats are taken.",
    "f: can take it, and will with its next claim.",
  ]);
});

test("[CL13] a job that waits for a person names the command", () => {
  const job = aJob({ stage: "review", approvals: 1, reviewersNeeded: 2 });
  expect(whyWaiting(job, nobody)).toEqual([`It waits for approval (1 of 2): agf jobs approve ${job.id}`]);
  expect(whyWaiting({ ...job, stage: "testing" }, nobody)).toEqual([`It waits to be shipped: agf jobs ship ${job.id}`]);
});
