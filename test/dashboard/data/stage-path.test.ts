import { expect, test } from "vitest";
import { stagePath } from "#dashboard/data/stage-path.ts";

const told = (stage: Parameters<typeof stagePath>[0]["stage"], reviewersNeeded = 1) =>
  stagePath({ stage, reviewersNeeded }).map((step) => `${step.stage}:${step.state}`);

test("[DD1] the stepper shows what is behind, where the job is and what is ahead", () => {
  expect(told("building")).toEqual([
    "queued:done",
    "assigned:done",
    "building:current",
    "review:ahead",
    "testing:ahead",
    "shipped:ahead",
  ]);
});

test("[DD1] a job without reviewers skips the review", () => {
  expect(told("testing", 0)).not.toContain("review:done");
  expect(told("review", 0)).toContain("review:current");
});

test("[DD1] a blocked job stands before the queue, and a failed one at an end that claims no past", () => {
  expect(told("blocked")[0]).toBe("blocked:current");
  expect(told("failed").at(-1)).toBe("failed:current");
  expect(told("dead_letter").filter((step) => step.endsWith(":done"))).toEqual([]);
});
