import { beforeEach, expect, test } from "vitest";
import { createAuthenticate } from "#application/access/authenticate.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { factoryToken } from "#application/factories/factory-tokens.ts";
import { heartbeat } from "#application/factories/heartbeat.ts";
import { listFactories } from "#application/factories/list-factories.ts";
import { pruneFactories } from "#application/factories/prune-factories.ts";
import { removeFactory } from "#application/factories/remove-factory.ts";
import { JOBS } from "#application/ports/collections.ts";
import { type Deps } from "#application/deps.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { createBrokenStore, dyingAt } from "../../support/broken-store.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const DAY_MS = 86_400_000;
const BY = { kind: "operator", id: "ada" } as const;
let fleet: MemoryFleet;
const start = async () => {
  fleet = createMemoryFleet();
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
};
beforeEach(start);

const claim = async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob({ id: jobIdOf(1), requires: [] }));
  const at = { productId: PRODUCT, factoryId: factoryIdOf(1), claimId: "c1", bootId: 1 };
  const { job } = stateOf(await claimJob(fleet.deps, at));
  if (job === null) throw new Error("The job was not given.");
};
const remove = (force: boolean, deps: Deps = fleet.deps) =>
  removeFactory(deps, { productId: PRODUCT, factoryId: factoryIdOf(1), by: BY, force });
const jobNow = async () => (await fleet.store.read(JOBS, PRODUCT, jobIdOf(1)))?.value;
const seats = () => fleet.store.all("fleet_jobs").filter((doc) => doc["kind"] === "seat");

test("[FL4] a factory that holds nothing is removed, and is in no list", async () => {
  expect(stateOf(await remove(false))).toEqual({ jobsReleased: 0 });
  expect(await listFactories(fleet.deps, PRODUCT)).toEqual([]);
  expect(problemOf(await remove(false)).code).toBe("factory-not-found");
});

test("[FL4] a factory that holds jobs is not removed, unless by force: then they go back with the cause and a higher epoch", async () => {
  await claim();
  expect(problemOf(await remove(false))).toEqual({
    code: "factory-busy",
    factoryId: factoryIdOf(1),
    jobIds: [jobIdOf(1)],
  });
  expect(await listFactories(fleet.deps, PRODUCT)).toMatchObject([{ lifecycle: "active", seatsUsed: 1 }]);
  expect(stateOf(await remove(true))).toEqual({ jobsReleased: 1 });
  expect(await jobNow()).toMatchObject({
    stage: "queued",
    lease: null,
    leaseEpoch: 2,
    requeues: { factory_removed: 1 },
  });
  expect([await listFactories(fleet.deps, PRODUCT), seats()]).toEqual([[], []]);
});

test("[FL4] a removal that dies at any point can be repeated, and leaves neither a factory nor a seat", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 20; at++) {
      await start();
      await claim();
      await remove(true, fleet.with({ store: createBrokenStore(fleet.store, dyingAt(at, fate)) })).catch(() => null);
      await remove(true);
      expect([await listFactories(fleet.deps, PRODUCT), seats()], `${fate} at ${at}`).toEqual([[], []]);
      expect(await jobNow()).toMatchObject({ stage: "queued", requeues: { factory_removed: 1 } });
    }
});

test("[FL4] a factory that is removed is told so by its next beat, and no beat brings it back", async () => {
  await remove(true);
  const beat = { ...aFactoryDocument(), factoryId: factoryIdOf(1), draining: false };
  expect(problemOf(await heartbeat(fleet.deps, beat)).code).toBe("factory-not-found");
  expect(await listFactories(fleet.deps, PRODUCT)).toEqual([]);
});

test("[FL5] a factory silent for fourteen days is removed, its leases first, and not a moment earlier", async () => {
  await claim();
  fleet.nowMs = NOW_MS + 14 * DAY_MS - 1;
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 0, freed: 0 });
  fleet.nowMs += 1;
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 1, freed: 0 });
  expect([await listFactories(fleet.deps, PRODUCT), seats()]).toEqual([[], []]);
  expect(await pruneFactories(fleet.deps)).toEqual({ removed: 0, freed: 0 });
});

test("[FL5] one that was never heard of has its time from its enrolment; one that beats is kept", async () => {
  await fleet.put(
    "fleet_factories",
    PRODUCT,
    aFactoryDocument({ id: factoryIdOf(2), lastHeartbeatAtMs: null }),
    aFactoryDocument({ id: factoryIdOf(3), lastHeartbeatAtMs: NOW_MS + DAY_MS }),
  );
  fleet.nowMs = NOW_MS + 14 * DAY_MS;
  expect((await Promise.all([pruneFactories(fleet.deps), pruneFactories(fleet.deps)])).length).toBe(2);
  expect((await listFactories(fleet.deps, PRODUCT)).map(({ id }) => id)).toEqual([factoryIdOf(3)]);
});

test("[FL5] one factory that cannot be removed keeps no other from it", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ id: factoryIdOf(2) }));
  fleet.nowMs = NOW_MS + 14 * DAY_MS;
  const store: Deps["store"] = {
    ...fleet.store,
    read: (collection, partition, id, options) =>
      id === factoryIdOf(1)
        ? Promise.reject(new Error("damaged"))
        : fleet.store.read(collection, partition, id, options),
  };
  expect(await pruneFactories(fleet.with({ store }))).toEqual({ removed: 1, freed: 0 });
  expect(fleet.said).toContainEqual(expect.objectContaining({ level: "error", event: "prune.factory.failed" }));
});

test("[FL4] the tokens of a factory that is removed open nothing any more", async () => {
  const bearer = { factoryId: factoryIdOf(1), productId: PRODUCT, name: "forge-1" };
  const token = fleet.deps.secrets.mint("fac");
  const id = fleet.deps.secrets.sha256(token);
  await fleet.put("fleet_tokens", id, factoryToken(bearer, { id, lastFour: "", nowMs: NOW_MS, ttlMs: DAY_MS }));
  const works = async () => (await createAuthenticate(fleet.deps, null)(token)) !== null;
  expect(await works()).toBe(true);
  await remove(false);
  expect(await works()).toBe(false);
});
