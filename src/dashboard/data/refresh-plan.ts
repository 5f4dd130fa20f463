import { POLL_PERIOD_MS } from "./badge.ts";

/** How long a quiet connection is believed before the snapshot is read again all the same. */
export const RECHECK_MS = 60_000;

type Tick = {
  /** The version of the tick before, null for the first one. */
  readonly versionBefore: number | null;
  readonly version: number;
  readonly hadEvents: boolean;
  /** Something is being worked on, whose progress does not move the version. */
  readonly hasWork: boolean;
  readonly sinceRefreshMs: number;
};

/** Whether a tick sends the page back to REST: a version that moved, or something that could have moved unseen. */
export function refreshOnTick({ versionBefore, version, hadEvents, hasWork, sinceRefreshMs }: Tick): boolean {
  if (versionBefore !== null && version !== versionBefore) return true;
  return hadEvents || hasWork || sinceRefreshMs >= RECHECK_MS;
}

/** Whether it is time for the next read when nothing arrives by itself. */
export const isPollDue = (sinceRefreshMs: number): boolean => sinceRefreshMs >= POLL_PERIOD_MS;
