import { beforeEach, expect, test } from "vitest";
import { claimJob } from "#application/claim/claim-job.ts";
import { heartbeat } from "#application/factories/heartbeat.ts";
import { listFactories } from "#application/factories/list-factories.ts";
import { pruneFactories } from "#application/factories/prune-factories.ts";
import { steerFactory } from "#application/factories/steer-factory.ts";
import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { toTimestamp } from "#contract/time.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const HOUR_MS = 3_600_000;
const at = { productId: PRODUCT, factoryId: factoryIdOf(1) };
let fleet: MemoryFleet;
beforeEach(async () => {
  fleet = createMemoryFleet();
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  await fleet.put(
    "fleet_jobs",
    PRODUCT,
    aJob({ id: jobIdOf(1), requires: [] }),
    aJob({ id: jobIdOf(2), requires: [] }),
  );
});
const steer = (lifecycle: FactoryDocument["lifecycle"], untilMs: number | null = null) =>
  steerFactory(fleet.deps, { ...at, lifecycle, by: "ada", note: "kernel update", untilMs });
const claim = async (claimId: string) => stateOf(await claimJob(fleet.deps, { ...at, claimId, bootId: 1 }));
const beat = async () => stateOf(await heartbeat(fleet.deps, { ...aFactoryDocument(), ...at, draining: false }));
const view = async () => (await listFactories(fleet.deps, PRODUCT))[0];

test.each(["draining", "paused", "quarantined"] as const)(
  "[FL2] a factory that is %s takes nothing new, keeps what it has, and says who, why and until when",
  async (lifecycle) => {
    expect((await claim("c1")).job).not.toBeNull();
    await steer(lifecycle, fleet.nowMs + HOUR_MS);
    expect(await claim("c2")).toEqual({ job: null, queueVersion: null });
    expect((await claim("c1")).job).not.toBeNull();
    expect(await view()).toMatchObject({
      lifecycle,
      lifecycleBy: "ada",
      lifecycleNote: "kernel update",
      lifecycleUntil: toTimestamp(fleet.nowMs + HOUR_MS),
      seatsUsed: 1,
    });
    expect((await beat()).lifecycle).toBe(lifecycle);
  },
);

test("[FL2] a resumed factory takes jobs again, and the queue's version steps", async () => {
  await steer("paused");
  expect(fleet.signals).toEqual([]);
  await steer("active");
  expect(fleet.signals).toEqual([{ productId: PRODUCT, signal: { op: "bump", coversAtMs: fleet.nowMs } }]);
  expect(await view()).toMatchObject({ lifecycle: "active", lifecycleBy: null, lifecycleNote: null });
  expect((await claim("c1")).job).not.toBeNull();
});

test("[FL2] an order ends at its instant for whoever looks, before anybody has written it down", async () => {
  await steer("quarantined", fleet.nowMs + HOUR_MS);
  fleet.nowMs += HOUR_MS - 1;
  expect(await view()).toMatchObject({ lifecycle: "quarantined" });
  expect((await claim("c1")).job).toBeNull();
  fleet.nowMs += 1;
  expect(await view()).toMatchObject({ lifecycle: "active", lifecycleUntil: null });
  expect((await claim("c2")).job).not.toBeNull();
  expect((await beat()).lifecycle).toBe("active");
});

test("[FL2] the timer writes the end of an order down once, and wakes the fleet", async () => {
  await steer("paused", fleet.nowMs + HOUR_MS);
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 0, freed: 0 });
  fleet.nowMs += HOUR_MS;
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 0, freed: 1 });
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 0, freed: 0 });
  expect(fleet.signals).toHaveLength(1);
  expect(fleet.store.all("fleet_factories")).toMatchObject([{ lifecycle: "active", lifecycleUntilMs: null }]);
});

test("[FL2] a factory of another product is not there", async () => {
  const foreign = { ...at, productId: "other", lifecycle: "paused", by: "ada", note: "", untilMs: null } as const;
  expect(problemOf(await steerFactory(fleet.deps, foreign)).code).toBe("factory-not-found");
});

test("[FL2] an answer to a factory that may take nothing gates nothing, also when there is nothing to take", async () => {
  const other = createMemoryFleet();
  await other.put("fleet_factories", PRODUCT, aFactoryDocument({ lifecycle: "paused", lifecycleBy: "ada" }));
  const claimed = stateOf(await claimJob(other.deps, { ...at, claimId: "c1", bootId: 1 }));
  expect(claimed).toEqual({ job: null, queueVersion: null });
});
