export type Burn = {
  readonly spentMicroUsd: number;
  readonly ceilingMicroUsd: number | null;
  readonly startMs: number;
  /** Null for the window that never ends. */
  readonly endMs: number | null;
  readonly nowMs: number;
};

/** No date is told that is further away: it would be a guess. */
const HORIZON_MS = 366 * 86_400_000;

/** When the ceiling is met at the mean rate so far: null without a ceiling or spend, or when the window ends first. */
export function projectExhaustion({ spentMicroUsd, ceilingMicroUsd, startMs, endMs, nowMs }: Burn): number | null {
  if (ceilingMicroUsd === null || spentMicroUsd <= 0) return null;
  if (spentMicroUsd >= ceilingMicroUsd) return nowMs;
  const leftMs = ((ceilingMicroUsd - spentMicroUsd) / spentMicroUsd) * Math.max(1, nowMs - startMs);
  const atMs = Math.round(nowMs + leftMs);
  return leftMs > HORIZON_MS || (endMs !== null && atMs >= endMs) ? null : atMs;
}
