import { expect, test } from "vitest";
import { ALERT_CODES, type AlertCode, type Metrics } from "#contract/metrics.ts";
import { ALERT_LIMITS, evaluateAlerts } from "#domain/alerts/evaluate.ts";

type Measured = Omit<Metrics, "alerts">;
const calm: Measured = {
  productId: "demo",
  jobs: {},
  jobsCapped: false,
  queueAgeMs: 0,
  unroutable: 0,
  factories: { live: 1, stale: 0, down: 0, notActive: 0 },
  seats: { used: 0, total: 1, utilisation: 0 },
  relayLagMs: 0,
  entityLagMs: 0,
  reaperAgeMs: 0,
  leaseExpiries: 0,
};
const WITH: Readonly<Record<AlertCode, (value: number) => Measured>> = {
  starvation: (queueAgeMs) => ({ ...calm, queueAgeMs }),
  unroutable: (unroutable) => ({ ...calm, unroutable }),
  stale_factory: (stale) => ({ ...calm, factories: { ...calm.factories, stale } }),
  reaper_dead: (reaperAgeMs) => ({ ...calm, reaperAgeMs }),
  relay_lag: (relayLagMs) => ({ ...calm, relayLagMs }),
  entity_lag: (entityLagMs) => ({ ...calm, entityLagMs }),
  lease_expiry_rate: (leaseExpiries) => ({ ...calm, leaseExpiries }),
};

for (const code of ALERT_CODES) {
  const limit = ALERT_LIMITS[code];
  test(`[MT2] ${code} fires above its limit and says what was measured`, () => {
    expect(evaluateAlerts(WITH[code](limit + 1))).toMatchObject([{ code, value: limit + 1, limit }]);
  });
  test(`[MT2] ${code} clears at its limit`, () => {
    expect(evaluateAlerts(WITH[code](limit))).toEqual([]);
  });
}

test("[MT2] a reaper that never swept is as dead as one that stopped", () => {
  expect(evaluateAlerts({ ...calm, reaperAgeMs: null }).map(({ code }) => code)).toEqual(["reaper_dead"]);
});
