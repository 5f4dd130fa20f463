import { type JobDocument } from "#contract/documents/job-document.ts";

const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 300_000;

/** The pause after the so-manieth time, from 1 on. `jitter` is in [0, 1): half the pause is fixed. */
export function pauseMs(time: number, jitter: number): number {
  const fullMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (time - 1));
  return Math.round(fullMs / 2 + (fullMs / 2) * jitter);
}

/** When a failed job may try again, or null when its attempts are used up. */
export const retryAtMs = (job: JobDocument, jitter: number, nowMs: number): number | null =>
  job.attempts >= job.attemptsMax ? null : nowMs + pauseMs(job.attempts, jitter);
