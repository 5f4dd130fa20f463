import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Metrics } from "#contract/metrics.ts";
import { hasEnded, STAGES } from "#contract/stage.ts";
import { type Deps } from "#application/deps.ts";
import { fleetNow, type FleetNow } from "#application/explain/fleet-now.ts";
import { measureLags } from "#application/metrics/measure-lags.ts";
import { JOBS } from "#application/ports/collections.ts";
import { isStale } from "#application/views/factory-view.ts";
import { evaluateAlerts } from "#domain/alerts/evaluate.ts";
import { missingCapabilities } from "#scheduler/index.ts";

const OPEN_JOBS_MAX = 1_000;
const OPEN_STAGES = STAGES.filter((stage) => !hasEnded(stage));

/** MT1: the product at this instant: its jobs, its factories and its own machinery, and what of that is wrong. */
export async function measure(deps: Pick<Deps, "store" | "clock">, productId: string): Promise<Metrics> {
  const [open, fleet, lags] = await Promise.all([
    deps.store.query(JOBS, {
      partition: productId,
      where: [
        { path: "kind", op: "eq", value: "job" },
        { path: "stage", op: "in", values: OPEN_STAGES },
      ],
      limit: OPEN_JOBS_MAX,
    }),
    fleetNow(deps, productId),
    measureLags(deps, productId),
  ]);
  const nowMs = deps.clock.nowMs();
  const jobs = open.items.map(({ value }) => value);
  const measured = {
    productId,
    jobs: countByStage(jobs),
    jobsCapped: open.nextCursor !== null,
    ...queueOf(jobs, fleet, nowMs),
    ...factoriesOf(fleet, nowMs),
    ...lags,
  };
  return { ...measured, alerts: [...evaluateAlerts(measured)] };
}

function countByStage(jobs: readonly JobDocument[]): Metrics["jobs"] {
  const counts: Metrics["jobs"] = {};
  for (const { stage } of jobs) counts[stage] = (counts[stage] ?? 0) + 1;
  return counts;
}

const isLive = (factory: FactoryDocument, nowMs: number): boolean =>
  factory.health !== "down" && !isStale(factory, nowMs);

/** What an operator holds, and what is put off, waits for nobody. */
function queueOf(jobs: readonly JobDocument[], fleet: FleetNow, nowMs: number) {
  const waiting = jobs.filter((job) => job.stage === "queued" && job.hold === null && job.notBeforeMs <= nowMs);
  const offers = fleet.factories.filter((factory) => isLive(factory, nowMs)).map(({ capabilities }) => capabilities);
  const queueAgeMs = Math.max(0, ...waiting.map((job) => nowMs - Math.max(job.queuedAtMs, job.notBeforeMs)));
  const unroutable = waiting.filter(
    (job) => !offers.some((offered) => missingCapabilities(job.requires, offered).length === 0),
  ).length;
  return { queueAgeMs, unroutable };
}

function factoriesOf({ factories, seatsUsed }: FleetNow, nowMs: number): Pick<Metrics, "factories" | "seats"> {
  const live = factories.filter((factory) => isLive(factory, nowMs));
  const total = live.reduce((sum, { seatLimit }) => sum + seatLimit, 0);
  const used = [...seatsUsed.values()].reduce((sum, seats) => sum + seats, 0);
  return {
    factories: {
      live: live.length,
      stale: factories.filter((factory) => factory.lifecycle === "active" && isStale(factory, nowMs)).length,
      down: factories.filter(({ health }) => health === "down").length,
      notActive: factories.filter(({ lifecycle }) => lifecycle !== "active").length,
    },
    seats: { used, total, utilisation: total === 0 ? 0 : used / total },
  };
}
