const MINUTE_SEC = 60;
const HOUR_SEC = 3_600;
const DAY_SEC = 86_400;

/** `8s`, `3m`, `5h`, `2d`: how long, to the precision that a table needs. */
export function renderSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.round(spanMs / 1_000));
  if (seconds < MINUTE_SEC) return `${seconds}s`;
  if (seconds < HOUR_SEC) return `${Math.floor(seconds / MINUTE_SEC)}m`;
  if (seconds < DAY_SEC) return `${Math.floor(seconds / HOUR_SEC)}h`;
  return `${Math.floor(seconds / DAY_SEC)}d`;
}
