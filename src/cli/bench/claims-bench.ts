import { join } from "node:path";
import * as z from "zod";
import { startChild } from "./child.ts";
import { type BenchFleet, clientOf, DONE, enrolWorker, manifestOf, must } from "./enrol-worker.ts";
import { load, percentile, perSec } from "./load.ts";

type ClaimsRow = {
  readonly workers: number;
  readonly queued: number;
  readonly cyclesPerSec: number;
  readonly claimP50Ms: number;
  readonly claimP99Ms: number;
  readonly cycleP50Ms: number;
  /** Jobs that were given to two claims: anything but 0 is a broken promise. */
  readonly givenTwice: number;
};

const WORKERS = [1, 8, 64];
const RUN_MS = 6_000;
const SUBMITTERS = 32;
const Ready = z.object({ url: z.string(), token: z.string(), productId: z.string() });

/** Claim-and-complete cycles over HTTP on a long queue: the whole product in a process of its own, with every sync. */
export async function benchClaims(folder: string, { jobs }: { readonly jobs: number }): Promise<readonly ClaimsRow[]> {
  const server = await startChild(["start", "--port", "0", "--data", join(folder, "data"), "--json"], folder);
  try {
    const fleet = Ready.parse(server.said);
    await submit(fleet, jobs);
    const rows: ClaimsRow[] = [];
    const given = new Map<string, number>();
    for (const workers of WORKERS) {
      // oxlint-disable-next-line no-await-in-loop -- one load at a time
      rows.push(await cycles(fleet, workers, given, jobs));
    }
    return rows;
  } finally {
    await server.stop();
  }
}

async function submit(fleet: BenchFleet, jobs: number): Promise<void> {
  const client = clientOf(fleet);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs) {
      next += 1;
      // oxlint-disable-next-line no-await-in-loop -- a lane does one thing after the other
      must(await client.submitJob({ body: manifestOf(`Job ${next}`) }));
    }
  };
  await Promise.all(Array.from({ length: SUBMITTERS }, lane));
}

/** `given` counts over all rows: a job of an earlier row given again would be found as well. */
async function cycles(
  fleet: BenchFleet,
  workers: number,
  given: Map<string, number>,
  jobs: number,
): Promise<ClaimsRow> {
  const queued = jobs - given.size;
  const factories = await Promise.all(
    Array.from({ length: workers }, (_, lane) => enrolWorker(fleet, `w${workers}-${lane}`)),
  );
  const claimsMs: number[] = [];
  const { timesMs, tookMs } = await load({ lanes: workers, forMs: RUN_MS }, async (lane, nth) => {
    const client = factories[lane];
    if (client === undefined) return;
    const beganMs = performance.now();
    const { claimed } = must(await client.claimJob({ body: { claimId: `c${nth}`, bootId: 1 } }));
    claimsMs.push(performance.now() - beganMs);
    if (claimed === null) return;
    given.set(claimed.job.id, (given.get(claimed.job.id) ?? 0) + 1);
    const { leaseEpoch } = claimed;
    const patch = async (body: { readonly opId: string; readonly stage: "building" | "review" }): Promise<void> => {
      const outcome = body.stage === "review" ? { outcome: DONE } : {};
      must(await client.patchJob({ params: { jobId: claimed.job.id }, body: { ...body, ...outcome, leaseEpoch } }));
    };
    await patch({ opId: "begin", stage: "building" });
    await patch({ opId: "end", stage: "review" });
  });
  return {
    workers,
    queued,
    cyclesPerSec: perSec(timesMs.length, tookMs),
    claimP50Ms: percentile(claimsMs, 0.5),
    claimP99Ms: percentile(claimsMs, 0.99),
    cycleP50Ms: percentile(timesMs, 0.5),
    givenTwice: [...given.values()].filter((times) => times > 1).length,
  };
}
