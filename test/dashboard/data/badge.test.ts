import { expect, test } from "vitest";
import { badgeKind, badgeOf, isFresh, mustPoll, SILENCE_MAX_MS } from "#dashboard/data/badge.ts";

const NOW_MS = 1_000_000;
const heard = (agoMs: number) => NOW_MS - agoMs;

test("[DB1] the badge is connecting until the first frame arrived", () => {
  const freshness = { link: "connecting", lastFrameMs: null, isCatchingUp: false } as const;
  expect(badgeKind(freshness, NOW_MS)).toBe("connecting");
});

test("[DB1] two missed ticks make the badge stale, although the connection says nothing", () => {
  const at = (silenceMs: number) =>
    badgeKind({ link: "connected", lastFrameMs: heard(silenceMs), isCatchingUp: false }, NOW_MS);
  expect(at(SILENCE_MAX_MS)).toBe("live");
  expect(at(SILENCE_MAX_MS + 1)).toBe("stale");
  expect(SILENCE_MAX_MS).toBeGreaterThanOrEqual(20_000);
});

test("[DB1] silence outranks catching up and reconnecting", () => {
  const silent = { lastFrameMs: heard(SILENCE_MAX_MS + 1) };
  expect(badgeKind({ ...silent, link: "reconnecting", isCatchingUp: false }, NOW_MS)).toBe("stale");
  expect(badgeKind({ ...silent, link: "connected", isCatchingUp: true }, NOW_MS)).toBe("stale");
});

test("[DB1] a reconnecting line and a snapshot being read again are catching up", () => {
  const fresh = { lastFrameMs: heard(5_000) };
  expect(badgeKind({ ...fresh, link: "reconnecting", isCatchingUp: false }, NOW_MS)).toBe("catching-up");
  expect(badgeKind({ ...fresh, link: "connected", isCatchingUp: true }, NOW_MS)).toBe("catching-up");
});

test("[DB1] the badge says how long ago the last update was, and how often it polls", () => {
  const stale = badgeOf({ link: "connected", lastFrameMs: heard(34_000), isCatchingUp: false }, NOW_MS);
  expect(stale.text).toBe("Stale (last update 34 s ago)");
  const offline = badgeOf({ link: "offline", lastFrameMs: heard(1_000), isCatchingUp: false }, NOW_MS);
  expect(offline.text).toBe("Offline (polling every 15 s)");
});

test("[DB2] the page polls when the live line cannot be believed, and vouches for polled data while it is answered", () => {
  expect(["connecting", "live", "catching-up", "stale", "offline"].filter((kind) => mustPoll(kind as "live"))).toEqual([
    "stale",
    "offline",
  ]);
  expect(isFresh("offline", true)).toBe(true);
  expect(isFresh("offline", false)).toBe(false);
  expect(isFresh("stale", true)).toBe(false);
  expect(isFresh("live", true)).toBe(true);
});
