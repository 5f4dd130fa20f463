import { type Alert, type AlertCode, type Metrics } from "#contract/metrics.ts";

const SEC_MS = 1_000;
const MINUTE_MS = 60 * SEC_MS;

export const ALERT_LIMITS = {
  starvation: 30 * MINUTE_MS,
  unroutable: 0,
  stale_factory: 0,
  reaper_dead: 45 * SEC_MS,
  relay_lag: 15 * SEC_MS,
  entity_lag: 15 * SEC_MS,
  lease_expiry_rate: 5,
} as const satisfies Record<AlertCode, number>;

const MESSAGES: Readonly<Record<AlertCode, string>> = {
  starvation: "A job that nothing holds back has been queued for too long (ms).",
  unroutable: "Queued jobs ask for what no live factory offers (jobs).",
  stale_factory: "Factories that should work have gone silent (factories).",
  reaper_dead: "The reaper has missed three sweeps: expired leases are ended by claims alone (ms).",
  relay_lag: "An operation's events are not projected yet (ms).",
  entity_lag: "The queue's version does not cover the newest change yet (ms).",
  lease_expiry_rate: "Many leases ran out lately: factories crash, hang or cannot reach the coordinator (leases).",
};

/** MT2: an alert fires above its limit and clears at it. `reaperAgeMs` null (it never swept) is as long as there is. */
export function evaluateAlerts(measured: Omit<Metrics, "alerts">): readonly Alert[] {
  const values: Readonly<Record<AlertCode, number>> = {
    starvation: measured.queueAgeMs,
    unroutable: measured.unroutable,
    stale_factory: measured.factories.stale,
    reaper_dead: measured.reaperAgeMs ?? Number.MAX_SAFE_INTEGER,
    relay_lag: measured.relayLagMs,
    entity_lag: measured.entityLagMs,
    lease_expiry_rate: measured.leaseExpiries,
  };
  const codes = Object.keys(ALERT_LIMITS).filter((code): code is AlertCode => code in ALERT_LIMITS);
  return codes
    .filter((code) => values[code] > ALERT_LIMITS[code])
    .map((code) => ({ code, value: values[code], limit: ALERT_LIMITS[code], message: MESSAGES[code] }));
}
