import { beforeEach, expect, test } from "vitest";
import { JOBS } from "#application/ports/collections.ts";
import { reap } from "#application/reaper/reap.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { aRecord } from "../../support/a-record.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

const EXPIRED_MS = NOW_MS + 60_000 + 10_000;
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const held = (number: number) =>
  aHeldJob({ id: jobIdOf(number), lease: aLease({ seat: number, runId: `run_${jobIdOf(number).slice(4)}_1` }) });
const putHeld = (...numbers: readonly number[]) =>
  fleet.put(
    "fleet_jobs",
    PRODUCT,
    ...numbers.map(held),
    ...numbers.map((number) => ({ id: `seat:${factoryIdOf(1)}:${number}`, kind: "seat" })),
  );
const jobNow = async (number: number) => (await fleet.store.read(JOBS, PRODUCT, jobIdOf(number)))!.value;
const seats = () => fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "seat");
const errors = () => fleet.said.filter(({ level }) => level === "error").map(({ event }) => event);

test("[PR8] the reaper ends what is past its grace, frees the seat and closes the run, and leaves the rest alone", async () => {
  await putHeld(1);
  fleet.nowMs = EXPIRED_MS - 1;
  expect(await reap(fleet.deps)).toMatchObject({ expired: 0 });
  fleet.nowMs = EXPIRED_MS;
  expect(await reap(fleet.deps)).toMatchObject({ expired: 1 });
  expect(await jobNow(1)).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, requeues: { lease_lost: 1 } });
  expect(seats()).toEqual([]);
  expect(fleet.store.all("fleet_runs")).toMatchObject([{ end: "lease_lost", endedAtMs: EXPIRED_MS }]);
});

test("[PR8] a reaper that fires twice at once ends each lease once", async () => {
  await putHeld(1, 2, 3);
  fleet.nowMs = EXPIRED_MS;
  const [a, b] = await Promise.all([reap(fleet.deps), reap(fleet.deps)]);
  expect(a.expired + b.expired).toBe(3);
  for (const number of [1, 2, 3])
    expect(await jobNow(number)).toMatchObject({ leaseEpoch: 2, rev: 4, requeues: { lease_lost: 1 } });
});

test("[PR8] a lease that is renewed while the reaper is on its way lives on", async () => {
  await putHeld(1);
  fleet.nowMs = EXPIRED_MS;
  const renewing = fleet.with({
    store: {
      ...fleet.store,
      query: async (collection, query) => {
        const page = await fleet.store.query(collection, query);
        const renewal = { path: "lease.expiresAtMs", value: EXPIRED_MS + 60_000, when: [] };
        if (page.items.length > 0) await fleet.store.touch(JOBS, PRODUCT, jobIdOf(1), renewal);
        return page;
      },
    },
  });
  expect(await reap(renewing)).toMatchObject({ expired: 0 });
  expect((await jobNow(1)).lease).not.toBeNull();
});

test("[PR8] an item whose change fails for good is logged, and the others are ended", async () => {
  await putHeld(1, 2);
  fleet.nowMs = EXPIRED_MS;
  const broken = fleet.with({
    store: {
      ...fleet.store,
      commit: (container, partition, writes) =>
        JSON.stringify(writes).includes(jobIdOf(1)) && container === "fleet_jobs"
          ? Promise.reject(new TypeError("bad document"))
          : fleet.store.commit(container, partition, writes),
    },
  });
  expect(await reap(broken)).toMatchObject({ expired: 1 });
  expect(errors()).toEqual(["reaper.expire.failed"]);
  expect((await jobNow(2)).lease).toBeNull();
});

test("[PR8] one document that cannot be read stops neither the leases of others nor the other parts", async () => {
  await putHeld(1);
  const bad = { ...held(2), title: 7, stage: "building" };
  await fleet.put("fleet_jobs", PRODUCT, bad, { ...aJob({ id: jobIdOf(3), stage: "blocked" }), deps: 7 } as never);
  await fleet.put("fleet_jobs", PRODUCT, aJob({ id: jobIdOf(4), stage: "blocked" }));
  fleet.nowMs = EXPIRED_MS;
  await reap(fleet.deps);
  expect((await jobNow(1)).lease).toBeNull();
  expect((await jobNow(4)).stage).toBe("queued");
  expect(errors().length).toBeGreaterThan(0);
});

test("[PR8] an outage at any one operation is made good by the next sweep", async () => {
  for (let at = 1; at <= 12; at++) {
    fleet = createMemoryFleet();
    await putHeld(1);
    fleet.nowMs = EXPIRED_MS;
    await reap(fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, "lost")) }));
    await reap(fleet.deps);
    expect(await jobNow(1), `at ${at}`).toMatchObject({ lease: null, leaseEpoch: 2, requeues: { lease_lost: 1 } });
  }
});

test("[PR6] a pause that ran out is announced, and only where there was one", async () => {
  const failed = aJob({ rev: 5, requeues: { failed: 1 }, notBeforeMs: NOW_MS + 5_000 });
  await fleet.put("fleet_jobs", PRODUCT, failed);
  await reap(fleet.deps);
  expect(fleet.signals).toEqual([]);
  fleet.nowMs = NOW_MS + 5_000;
  await reap(fleet.deps);
  expect(fleet.signals).toEqual([{ productId: PRODUCT, signal: { op: "bump", coversAtMs: fleet.nowMs } }]);
  fleet.nowMs = NOW_MS + 5_000 + 60_000;
  await reap(fleet.deps);
  expect(fleet.signals).toHaveLength(1);
});

test("[PR11] an entity that is late is relieved: the version steps, it is told to rebuild, and someone hears of it", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  const { record, job } = aRecord("op:1", null, aJob(), { type: "job.submitted", title: "x" });
  await fleet.put("fleet_jobs", PRODUCT, record, job);
  fleet.nowMs = NOW_MS + 14_999;
  expect(await reap(fleet.deps)).toMatchObject({ entitiesLate: 0 });
  fleet.nowMs = NOW_MS + 15_000;
  expect(await reap(fleet.deps)).toMatchObject({ entitiesLate: 1 });
  expect(fleet.store.all("fleet_queue_state")).toMatchObject([{ version: 1, coversAtMs: NOW_MS }]);
  expect(fleet.signals).toEqual([{ productId: PRODUCT, signal: { op: "rebuild" } }]);
  expect(fleet.said).toContainEqual({
    level: "warn",
    event: "alert.entity_lag",
    fields: { productId: PRODUCT, lagMs: 15_000 },
  });
  expect(await reap(fleet.deps)).toMatchObject({ entitiesLate: 0 });
});
