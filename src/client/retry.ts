import { type FleetReply } from "#client/fleet-client.ts";

export type Retry = { readonly attemptsMax: number; readonly baseMs: number; readonly capMs: number };

export const DEFAULT_RETRY: Retry = { attemptsMax: 6, baseMs: 100, capMs: 5_000 };
export const NO_RETRY: Retry = { attemptsMax: 1, baseMs: 0, capMs: 0 };

const RETRIED = new Set([0, 429, 503]);

/** Milliseconds to wait before the next attempt, or null when the reply stands. Doubles, up to a cap. */
export function pauseBefore(retry: Retry, attempt: number, reply: FleetReply<unknown>): number | null {
  if (reply.ok || attempt >= retry.attemptsMax || !RETRIED.has(reply.problem.status)) return null;
  const asked = reply.problem["retryAfterMs"];
  const own = Math.min(retry.capMs, retry.baseMs * 2 ** (attempt - 1));
  return typeof asked === "number" ? Math.min(retry.capMs, Math.max(asked, own)) : own;
}
