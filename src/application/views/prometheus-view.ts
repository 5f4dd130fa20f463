import { ALERT_CODES, type Metrics } from "#contract/metrics.ts";
import { STAGES } from "#contract/stage.ts";

const SEC_MS = 1_000;

/** The same as Prometheus reads it: one gauge a line, every stage and every alert always there, so that 0 is a value. */
export function prometheusView(metrics: Metrics): string {
  const lines: string[] = [];
  const gauge = (name: string, rows: readonly (readonly [Readonly<Record<string, string>>, number])[]): void => {
    lines.push(`# TYPE ${name} gauge`);
    for (const [labels, value] of rows) {
      const text = Object.entries({ product: metrics.productId, ...labels })
        .map(([label, given]) => `${label}=${JSON.stringify(given)}`)
        .join(",");
      lines.push(`${name}{${text}} ${value}`);
    }
  };
  const one = (name: string, value: number): void => gauge(name, [[{}, value]]);
  const firing = new Set(metrics.alerts.map(({ code }) => code));
  gauge(
    "fleet_jobs",
    STAGES.map((stage) => [{ stage }, metrics.jobs[stage] ?? 0] as const),
  );
  gauge(
    "fleet_factories",
    Object.entries(metrics.factories).map(([state, count]) => [{ state }, count] as const),
  );
  one("fleet_seats_used", metrics.seats.used);
  one("fleet_seats_total", metrics.seats.total);
  one("fleet_queue_age_seconds", metrics.queueAgeMs / SEC_MS);
  one("fleet_unroutable_jobs", metrics.unroutable);
  one("fleet_relay_lag_seconds", metrics.relayLagMs / SEC_MS);
  one("fleet_entity_lag_seconds", metrics.entityLagMs / SEC_MS);
  if (metrics.reaperAgeMs !== null) one("fleet_reaper_age_seconds", metrics.reaperAgeMs / SEC_MS);
  one("fleet_lease_expiries_5m", metrics.leaseExpiries);
  gauge(
    "fleet_alert",
    ALERT_CODES.map((alert) => [{ alert }, firing.has(alert) ? 1 : 0] as const),
  );
  return `${lines.join("\n")}\n`;
}
