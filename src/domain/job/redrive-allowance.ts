const WINDOW_MS = 60_000;
/** More than this a minute would be another flood of what has just failed. */
export const REDRIVES_PER_WINDOW = 200;

export type Redrives = { readonly windowStartMs: number; readonly count: number };

/** JB13: what is left of this minute's allowance once `wanted` is taken from it, or when to come again. */
export function takeRedrives(
  before: Redrives | null,
  wanted: number,
  nowMs: number,
): { readonly ok: true; readonly next: Redrives } | { readonly ok: false; readonly retryAfterMs: number } {
  const open =
    before !== null && nowMs - before.windowStartMs < WINDOW_MS ? before : { windowStartMs: nowMs, count: 0 };
  if (open.count + wanted > REDRIVES_PER_WINDOW)
    return { ok: false, retryAfterMs: open.windowStartMs + WINDOW_MS - nowMs };
  return { ok: true, next: { ...open, count: open.count + wanted } };
}
