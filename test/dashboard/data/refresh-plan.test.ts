import { expect, test } from "vitest";
import { POLL_PERIOD_MS } from "#dashboard/data/badge.ts";
import { isPollDue, RECHECK_MS, refreshOnTick } from "#dashboard/data/refresh-plan.ts";

const quiet = { versionBefore: 7, version: 7, hadEvents: false, hasWork: false, sinceRefreshMs: 10_000 };

test("[DL1] a version that moved sends the page back to REST, in either direction", () => {
  expect(refreshOnTick({ ...quiet, version: 8 })).toBe(true);
  expect(refreshOnTick({ ...quiet, version: 6 })).toBe(true);
  expect(refreshOnTick({ ...quiet, versionBefore: null })).toBe(false);
});

test("[DL1] an idle fleet costs one read a minute, a working one a read a tick", () => {
  expect(refreshOnTick(quiet)).toBe(false);
  expect(refreshOnTick({ ...quiet, sinceRefreshMs: RECHECK_MS })).toBe(true);
  expect(refreshOnTick({ ...quiet, hadEvents: true })).toBe(true);
  expect(refreshOnTick({ ...quiet, hasWork: true })).toBe(true);
});

test("[DL1] polling reads every fifteen seconds", () => {
  expect(isPollDue(POLL_PERIOD_MS - 1)).toBe(false);
  expect(isPollDue(POLL_PERIOD_MS)).toBe(true);
});
