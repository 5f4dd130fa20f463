import { type Cadence, STALE_AFTER_MS } from "#contract/factory.ts";

const BEATS_PER_STALE = 3;

/**
 * Why the cadence cannot be kept, or null when it can. Two beats in a row may be lost without the factory being taken
 * for dead: a slower cadence would make every hiccup of the network a lost job.
 */
export function cadenceFault(cadence: Cadence): string | null {
  const slowestSec = STALE_AFTER_MS / 1_000 / BEATS_PER_STALE;
  if (!(cadence.heartbeatSec > 0) || !(cadence.renewSec > 0) || !(cadence.leaseTtlSec > 0))
    return "The cadence has a period that is not above zero.";
  if (cadence.heartbeatSec > slowestSec)
    return `A heartbeat every ${cadence.heartbeatSec} s is slower than a third of the stale threshold (${slowestSec} s).`;
  if (cadence.renewSec >= cadence.leaseTtlSec)
    return `A renewal every ${cadence.renewSec} s is too slow for a lease of ${cadence.leaseTtlSec} s.`;
  return null;
}

/** At least with every heartbeat: a job that was taken away or cancelled is noticed within one. */
export const renewPeriodMs = ({ renewSec, heartbeatSec }: Cadence): number => Math.min(renewSec, heartbeatSec) * 1_000;

const MARGIN_SHARE = 0.1;

/**
 * Until when a lease is certain, for a grant or renewal whose request was first sent at `sentAtMs`: the server can only
 * have begun to count later than that. The margin is for clocks that run at different speeds.
 */
export const sureUntil = (cadence: Cadence, sentAtMs: number): number =>
  sentAtMs + cadence.leaseTtlSec * 1_000 * (1 - MARGIN_SHARE);
