import { expect, test } from "vitest";
import { formatCountdown, formatDuration } from "#dashboard/format/duration.ts";
import { passedOver, termsOf } from "#dashboard/format/decision.ts";
import { eventSentence } from "#dashboard/format/event-sentence.ts";
import { formatUsd } from "#dashboard/format/money.ts";
import { anEvent } from "../support/fixtures.ts";

test("[DF1] a duration is told in the units that matter", () => {
  const told = [-5, 0, 59_999, 60_000, 3_599_999, 3_600_000, 4_320_000, 86_400_000, 93_600_000].map(formatDuration);
  expect(told).toEqual(["0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "1 h 12 min", "1 d", "1 d 2 h"]);
  expect([0, 43_000, 42_001, 725_000, -1].map(formatCountdown)).toEqual(["0:00", "0:43", "0:43", "12:05", "0:00"]);
});

test("[DF1] money that is unknown is not zero, and money that is little is not nothing", () => {
  expect([null, 0, 0.004, 2.5, 1234.5].map(formatUsd)).toEqual(["unknown", "$0.00", "< $0.01", "$2.50", "$1,234.50"]);
});

test("[DF2] every event is told in a sentence, and an unknown kind by its name", () => {
  const name = (id: string) => (id === "fac_1" ? "atlas" : id);
  const told = (type: string, data: Record<string, unknown>) => eventSentence(anEvent({ type, data }), name);
  expect(told("job.claimed", { factoryId: "fac_1", seat: 0, resumedFromSha: "4f2c91d07ab35e68" })).toBe(
    "Claimed by atlas, seat 0, resuming from 4f2c91d",
  );
  expect(told("job.requeued", { cause: "lease_lost", note: "" })).toBe("Requeued after its lease ran out");
  expect(told("job.approved", { by: "ada", approvals: 1, needed: 2 })).toBe("Approved by ada (1 of 2)");
  expect(told("job.failed", { outcome: { message: "3 tests failed" } })).toBe("Attempt failed: 3 tests failed");
  expect(told("job.polished", {})).toBe("job.polished");
});

test("[DF4] a decision tells its terms by weight and its refusals by count, in words", () => {
  expect(termsOf({ load: 0.5, capabilityFit: 1, starvationPenalty: -0.75 })).toEqual([
    "capability fit 1.00",
    "starvation penalty -0.75",
    "load 0.50",
  ]);
  expect(passedOver({ on_hold: 1, capability_missing: 4, not_before: 0 })).toBe("4 capability missing, 1 on hold");
  expect(passedOver({})).toBe("");
});
