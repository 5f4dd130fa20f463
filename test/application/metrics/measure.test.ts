import { beforeEach, expect, test } from "vitest";
import { measure } from "#application/metrics/measure.ts";
import { reapOnTimer, recordReap } from "#application/metrics/record-reap.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { project } from "#application/relay/project.ts";
import { prometheusView } from "#application/views/prometheus-view.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { stepQueueVersion } from "#application/product/step-queue-version.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

let fleet: MemoryFleet;
beforeEach(async () => {
  fleet = createMemoryFleet();
  await recordReap(fleet.deps);
});
const codes = async () => (await measure(fleet.deps, PRODUCT)).alerts.map(({ code }) => code);
const claim = (claimId: string, deps = fleet.deps) =>
  claimJob(deps, { productId: PRODUCT, factoryId: factoryIdOf(1), claimId, bootId: 1 });

test("[MT1] jobs by stage, factories by state and seats are what they are", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ seatLimit: 4 }));
  await fleet.put("fleet_jobs", PRODUCT, aJob(), aJob({ id: jobIdOf(2) }), aJob({ id: jobIdOf(3), stage: "shipped" }));
  await claim("c-1");
  expect(await measure(fleet.deps, PRODUCT)).toMatchObject({
    jobs: { queued: 1, assigned: 1 },
    jobsCapped: false,
    factories: { live: 1, stale: 0 },
    seats: { used: 1, total: 4, utilisation: 0.25 },
  });
});

test("[MT1] starvation is that of jobs that nothing holds back, and it clears when the job is claimed", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  const queuedAtMs = NOW_MS - 31 * 60_000;
  const hold = { by: "ada", note: "", atMs: NOW_MS };
  await fleet.put("fleet_jobs", PRODUCT, aJob({ id: jobIdOf(2), queuedAtMs, notBeforeMs: queuedAtMs, hold }));
  expect(await codes()).toEqual([]);
  await fleet.put("fleet_jobs", PRODUCT, aJob({ queuedAtMs, notBeforeMs: queuedAtMs }));
  expect(await codes()).toEqual(["starvation"]);
  await claim("c-1");
  expect(await codes()).toEqual([]);
});

test("[MT1] a job that no live factory can take fires, and clears when one comes", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  expect(await codes()).toEqual(["unroutable"]);
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  expect(await codes()).toEqual([]);
});

test("[MT1] a silent factory fires unless an operator took it out, and the reaper's silence fires until it sweeps", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ id: factoryIdOf(2), lifecycle: "paused" }));
  fleet.nowMs = NOW_MS + 91_000;
  expect(await measure(fleet.deps, PRODUCT)).toMatchObject({ factories: { stale: 1, notActive: 1 } });
  expect(await codes()).toEqual(["stale_factory", "reaper_dead"]);
  await reapOnTimer(fleet.deps);
  expect(await codes()).toEqual(["stale_factory"]);
});

test("[MT1] an operation that is not projected is a lag of the relay, until it is", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  await claim("c-1", fleet.with({ relay: { news: async () => {} } }));
  fleet.nowMs += 16_000;
  expect(await codes()).toEqual(["relay_lag"]);
  const records = fleet.store.all("fleet_jobs").flatMap((doc) => {
    const parsed = OperationRecord.safeParse(doc);
    return parsed.success ? [parsed.data] : [];
  });
  await project(fleet.deps, records);
  expect(await codes()).toEqual([]);
});

test("[MT1] lost leases are counted, and a version that does not cover them is a lag of the entity", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  await claim("c-1");
  fleet.nowMs += 71_000;
  await reapOnTimer(fleet.deps);
  expect((await measure(fleet.deps, PRODUCT)).leaseExpiries).toBe(1);
  fleet.nowMs += 16_000;
  expect(await codes()).toEqual(["entity_lag"]);
  await stepQueueVersion(fleet.deps, PRODUCT, fleet.nowMs);
  expect(await codes()).toEqual([]);
  fleet.nowMs += 300_000;
  expect((await measure(fleet.deps, PRODUCT)).leaseExpiries).toBe(0);
});

test("[MT3] the text names every stage and every alert, so that none is missing when it is 0", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  const text = prometheusView(await measure(fleet.deps, PRODUCT));
  expect(text).toContain('fleet_jobs{product="demo",stage="queued"} 1\n');
  expect(text).toContain('fleet_jobs{product="demo",stage="shipped"} 0\n');
  expect(text).toContain('fleet_alert{product="demo",alert="unroutable"} 1\n');
  expect(text).toContain('fleet_alert{product="demo",alert="starvation"} 0\n');
});
