import { expect, test } from "vitest";
import { moveInTally, tallyFrom, tallyOf } from "#dashboard/data/tally.ts";
import { aJob, anEvent } from "../support/fixtures.ts";

test("[DJ4] a complete list gives exact counts for every stage", () => {
  const tally = tallyOf([aJob(), aJob(), aJob({ stage: "review" })]);
  expect(tally.queued).toEqual({ count: 2, isFloor: false });
  expect(tally.review).toEqual({ count: 1, isFloor: false });
  expect(tally.shipped).toEqual({ count: 0, isFloor: false });
});

test("[DJ4] an event moves its job from one count to the other", () => {
  const tally = tallyOf([aJob()]);
  const moved = moveInTally(tally, anEvent({ seq: 2, stage: "assigned" }), "queued");
  expect([moved.queued.count, moved.assigned.count]).toEqual([0, 1]);
});

test("[DJ4] an unknown job is counted when it is new, and otherwise left to the next count", () => {
  const tally = tallyFrom(() => ({ count: 200, isFloor: true }));
  expect(moveInTally(tally, anEvent({ seq: 1 }), null).queued).toEqual({ count: 201, isFloor: true });
  expect(moveInTally(tally, anEvent({ seq: 7, stage: "shipped" }), null)).toBe(tally);
});
