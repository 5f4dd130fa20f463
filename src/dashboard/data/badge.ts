import { TICK_PERIOD_MS } from "#contract/live.ts";
import { formatDuration } from "#dashboard/format/duration.ts";

const TICKS_MISSED_MAX = 2;
/** A tick may be late on a busy line; later than this, two of them are missing. */
const TICK_JITTER_MS = 1_000;
export const SILENCE_MAX_MS = TICKS_MISSED_MAX * TICK_PERIOD_MS + TICK_JITTER_MS;
export const POLL_PERIOD_MS = 15_000;

/** What the live connection says of itself. It says nothing at all while the client library recovers. */
export type Link = "connecting" | "connected" | "reconnecting" | "offline";
export type Freshness = {
  readonly link: Link;
  readonly startedMs: number;
  readonly lastFrameMs: number | null;
  /** A snapshot is being read again after a gap. */
  readonly isCatchingUp: boolean;
};
export type BadgeKind = "connecting" | "live" | "catching-up" | "stale" | "offline";
export type Badge = { readonly kind: BadgeKind; readonly text: string };

/** Silence outranks what the connection says of itself, because a connection that recovers still calls itself open. */
export function badgeKind({ link, startedMs, lastFrameMs, isCatchingUp }: Freshness, nowMs: number): BadgeKind {
  if (link === "offline") return "offline";
  // A first connection that takes longer than that may never come.
  if (lastFrameMs === null) return nowMs - startedMs > SILENCE_MAX_MS ? "offline" : "connecting";
  if (nowMs - lastFrameMs > SILENCE_MAX_MS) return "stale";
  return link === "connected" && !isCatchingUp ? "live" : "catching-up";
}

export function badgeOf(freshness: Freshness, nowMs: number): Badge {
  const kind = badgeKind(freshness, nowMs);
  const silenceMs = freshness.lastFrameMs === null ? 0 : nowMs - freshness.lastFrameMs;
  return { kind, text: TEXTS[kind](formatDuration(silenceMs)) };
}

const TEXTS = {
  connecting: () => "Connecting",
  live: () => "Live",
  "catching-up": () => "Catching up",
  stale: (silence: string) => `Stale (last update ${silence} ago)`,
  offline: () => `Offline (polling every ${POLL_PERIOD_MS / 1_000} s)`,
} as const satisfies Record<BadgeKind, (silence: string) => string>;

/** Said once when the state changes, to those who hear the page. */
export const ANNOUNCEMENTS = {
  connecting: "Connecting to live updates.",
  live: "Live: updates arrive as they happen.",
  "catching-up": "Catching up with what was missed.",
  stale: "Stale: live updates have stopped arriving.",
  offline: "Offline: reading every 15 seconds instead of live.",
} as const satisfies Record<BadgeKind, string>;

/** Data is vouched for while frames arrive, and while polling answers. */
export const isFresh = (kind: BadgeKind, isReachable: boolean): boolean => isReachable && kind !== "stale";
/** Without a live connection that can be believed, the page asks by itself. */
export const mustPoll = (kind: BadgeKind): boolean => kind === "stale" || kind === "offline";
