import { type JobDocument } from "#contract/documents/job-document.ts";

const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 300_000;

/** When a failed job may try again, or null when its attempts are used up. `jitter` is in [0, 1): half the pause is fixed. */
export function retryAtMs(job: JobDocument, jitter: number, nowMs: number): number | null {
  if (job.attempts >= job.attemptsMax) return null;
  const fullMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (job.attempts - 1));
  return nowMs + Math.round(fullMs / 2 + (fullMs / 2) * jitter);
}
