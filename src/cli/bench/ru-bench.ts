import { type FleetClient } from "#client/fleet-client.ts";
import { startLocalFleet } from "#local/local-fleet.ts";
import { type ChargeMeter, createChargeMeter } from "./charge-meter.ts";
import { clientOf, DONE, enrolWorker, manifestOf, must } from "./enrol-worker.ts";

/** One step of a life: what it cost until its answer, and what its projections cost after it. */
type RuRow = {
  readonly step: string;
  readonly requestRu: number;
  readonly afterRu: number;
  readonly requests: number;
  readonly goalRu: number | null;
};

const RENEWALS = 10;
const GOALS: Readonly<Record<string, number>> = { claim: 60, renew: 12, "idle poll": 1.2, "whole life": 400 };
/** Never within a run: what the reaper costs belongs to no job. */
const RARELY = "0 0 0 29 2 *";

/**
 * What one job's life costs in request units, step by step, through the whole product: its HTTP, use cases, change
 * feeds and entity, on the local store, whose charges are fitted to the service's.
 */
export async function benchRu(dataFolder: string): Promise<readonly RuRow[]> {
  const meter = createChargeMeter();
  const local = await startLocalFleet({
    port: 0,
    dataFolder,
    settings: { FLEET_REAPER_SCHEDULE: RARELY },
    log: () => {},
  });
  try {
    const fleet = { url: local.url, token: local.adminToken, productId: local.productId };
    const worker = await enrolWorker(fleet, "ru");
    const run: Run = { admin: clientOf(fleet), worker, meter, idle: () => local.idle() };
    // The first life pays for what is only made once.
    await life(run, "warm-up");
    return withTotal(await life(run, "measured"));
  } finally {
    meter.stop();
    await local.close();
  }
}

type Run = {
  readonly admin: FleetClient;
  readonly worker: FleetClient;
  readonly meter: ChargeMeter;
  idle(): Promise<void>;
};

async function life(run: Run, name: string): Promise<readonly RuRow[]> {
  const { admin, worker } = run;
  const rows: RuRow[] = [];
  const step = async <T>(title: string, send: () => Promise<T>): Promise<T> => {
    await run.idle();
    run.meter.take();
    const answer = await send();
    const request = run.meter.take();
    await run.idle();
    const after = run.meter.take();
    const requests = request.requests + after.requests;
    rows.push({ step: title, requestRu: request.ru, afterRu: after.ru, requests, goalRu: GOALS[title] ?? null });
    return answer;
  };
  const { job } = must(await step("submit", () => admin.submitJob({ body: manifestOf(name) })));
  const claim = { body: { claimId: `claim-${name}`, bootId: 1 } };
  const { claimed } = must(await step("claim", () => worker.claimJob(claim)));
  if (claimed === null) throw new Error("The benchmark's only job was not given.");
  const at = { params: { jobId: job.id } };
  const { leaseEpoch } = claimed;
  for (let nth = 0; nth < RENEWALS; nth++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as they are in a life
    must(await step("renew", () => worker.renewLease({ ...at, body: { leaseEpoch } })));
  }
  const patch = (opId: string, facts: object) => () =>
    worker.patchJob({ ...at, body: { opId: `${name}-${opId}`, leaseEpoch, ...facts } });
  must(await step("patch", patch("building", { stage: "building" })));
  must(await step("review", patch("review", { stage: "review", outcome: DONE })));
  const act = (action: "approve" | "ship") => () =>
    admin.actOnJob({ params: { jobId: job.id, action }, body: { opId: `${name}-${action}`, note: "" } });
  must(await step("approve", act("approve")));
  must(await step("ship", act("ship")));
  must(await step("idle poll", () => worker.getQueueState({})));
  must(await step("empty claim", () => worker.claimJob({ body: { claimId: `none-${name}`, bootId: 1 } })));
  return rows;
}

const OUTSIDE_A_LIFE = new Set(["idle poll", "empty claim"]);

/** The renewals as one row of their mean, and a row for everything together. */
function withTotal(rows: readonly RuRow[]): readonly RuRow[] {
  const renewals = rows.filter(({ step }) => step === "renew");
  const whole = sum(
    "whole life",
    rows.filter(({ step }) => !OUTSIDE_A_LIFE.has(step)),
    1,
  );
  return [
    ...rows.filter((row) => row.step !== "renew" || row === renewals[0]).map((row) => mean(row, renewals)),
    whole,
  ];
}

const mean = (row: RuRow, renewals: readonly RuRow[]): RuRow =>
  row.step === "renew" ? sum("renew", renewals, renewals.length) : row;

function sum(step: string, rows: readonly RuRow[], parts: number): RuRow {
  const of = (pick: (row: RuRow) => number): number =>
    Math.round((rows.reduce((total, row) => total + pick(row), 0) / parts) * 100) / 100;
  return {
    step,
    requestRu: of((row) => row.requestRu),
    afterRu: of((row) => row.afterRu),
    requests: of((row) => row.requests),
    goalRu: GOALS[step] ?? null,
  };
}
