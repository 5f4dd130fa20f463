import { expect, test } from "vitest";
import { badgeKind, badgeOf, type Freshness, isFresh, mustPoll, SILENCE_MAX_MS } from "#dashboard/data/badge.ts";

const NOW_MS = 1_000_000;
const aLine = (part: Partial<Freshness>): Freshness => ({
  link: "connected",
  startedMs: NOW_MS,
  lastFrameMs: null,
  isCatchingUp: false,
  ...part,
});
const heard = (agoMs: number) => NOW_MS - agoMs;

test("[DB1] the badge is connecting until the first frame arrived, or until that took too long", () => {
  const connecting = aLine({ link: "connecting" });
  expect(badgeKind(connecting, NOW_MS + SILENCE_MAX_MS)).toBe("connecting");
  expect(badgeKind(connecting, NOW_MS + SILENCE_MAX_MS + 1)).toBe("offline");
});

test("[DB1] two missed ticks make the badge stale, although the connection says nothing", () => {
  const at = (silenceMs: number) => badgeKind(aLine({ lastFrameMs: heard(silenceMs) }), NOW_MS);
  expect(at(SILENCE_MAX_MS)).toBe("live");
  expect(at(SILENCE_MAX_MS + 1)).toBe("stale");
  expect(SILENCE_MAX_MS).toBeGreaterThanOrEqual(20_000);
});

test("[DB1] silence outranks catching up and reconnecting", () => {
  const silent = { lastFrameMs: heard(SILENCE_MAX_MS + 1) };
  expect(badgeKind(aLine({ ...silent, link: "reconnecting" }), NOW_MS)).toBe("stale");
  expect(badgeKind(aLine({ ...silent, isCatchingUp: true }), NOW_MS)).toBe("stale");
});

test("[DB1] a reconnecting line and a snapshot being read again are catching up", () => {
  const fresh = { lastFrameMs: heard(5_000) };
  expect(badgeKind(aLine({ ...fresh, link: "reconnecting" }), NOW_MS)).toBe("catching-up");
  expect(badgeKind(aLine({ ...fresh, isCatchingUp: true }), NOW_MS)).toBe("catching-up");
});

test("[DB1] the badge says how long ago the last update was, and how often it polls", () => {
  expect(badgeOf(aLine({ lastFrameMs: heard(34_000) }), NOW_MS).text).toBe("Stale (last update 34 s ago)");
  expect(badgeOf(aLine({ link: "offline" }), NOW_MS).text).toBe("Offline (polling every 15 s)");
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
