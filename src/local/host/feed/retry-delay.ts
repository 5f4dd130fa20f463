import { type RetryOptions } from "#local/host/core-types.ts";

/** The library rounds delays to whole seconds, so a short one arrives as 0; a batch is not retried in a tight loop. */
const DELAY_MIN_MS = 100;
/** What the extension takes when an exponential policy leaves its bounds out. */
const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;

/**
 * How long to wait before a failed batch is tried again, or null when it is not to be (no policy, or used up).
 * `attempt` counts the failures so far, from 1. A `maxRetryCount` of -1 has no end.
 */
export function retryDelayMs(policy: RetryOptions | null | undefined, attempt: number): number | null {
  if (policy == null) return null;
  const most = policy.maxRetryCount ?? 0;
  if (most !== -1 && attempt > most) return null;
  const milliseconds = (seconds: number | null | undefined, fallbackMs: number) =>
    seconds == null ? fallbackMs : Math.max(DELAY_MIN_MS, seconds * 1000);
  if (policy.retryStrategy !== "exponentialBackoff") {
    return milliseconds(policy.delayInterval?.seconds, DELAY_MIN_MS);
  }
  const least = milliseconds(policy.minimumInterval?.seconds, BACKOFF_MIN_MS);
  const longest = milliseconds(policy.maximumInterval?.seconds, BACKOFF_MAX_MS);
  return Math.min(longest, least * 2 ** Math.min(attempt - 1, 30));
}
