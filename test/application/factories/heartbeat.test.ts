import { beforeEach, expect, test } from "vitest";
import { type Heartbeat, heartbeat } from "#application/factories/heartbeat.ts";
import { listFactories } from "#application/factories/list-factories.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { factoryIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const put = (given: Parameters<typeof aFactoryDocument>[0] = {}) =>
  fleet.put("fleet_factories", PRODUCT, aFactoryDocument(given));
const beat = async (given: Partial<Heartbeat> = {}) => {
  const { capabilities, seatLimit, version, bootId, health, load } = aFactoryDocument();
  const own = { capabilities, seatLimit, version, bootId, health, load, draining: false };
  return heartbeat(fleet.deps, { productId: PRODUCT, factoryId: factoryIdOf(1), ...own, ...given });
};

test("[FA2] a beat writes down what the factory is now and when it was heard of", async () => {
  await put();
  fleet.nowMs += 5_000;
  const state = stateOf(
    await beat({ capabilities: ["os:linux"], seatLimit: 1, load: 3, health: "degraded", bootId: 2 }),
  );
  expect(state).toMatchObject({ capabilities: ["os:linux"], seatLimit: 1, load: 3, health: "degraded", bootId: 2 });
  expect(state.lastHeartbeatAtMs).toBe(NOW_MS + 5_000);
});

test("[FA2] a beat of an earlier boot changes nothing", async () => {
  await put({ bootId: 5 });
  expect(stateOf(await beat({ bootId: 4, load: 9 }))).toMatchObject({ bootId: 5, load: 0 });
  expect(stateOf(await beat({ bootId: 5, load: 9 }))).toMatchObject({ load: 9 });
});

test.each([
  ["new capabilities", { capabilities: ["engine:shell", "os:linux", "has:docker"] }],
  ["more seats", { seatLimit: 3 }],
  ["another health", { health: "degraded" as const }],
])("[FA2] %s step the queue's version and are told to those who watch", async (_, given) => {
  await put();
  stateOf(await beat(given));
  expect(fleet.signals).toEqual([{ productId: PRODUCT, signal: { op: "bump", coversAtMs: NOW_MS } }]);
  expect(fleet.published).toEqual([{ group: "fleet.demo", message: { type: "factories", productId: PRODUCT } }]);
});

test.each([
  ["nothing new", {}],
  ["fewer capabilities", { capabilities: ["os:linux"] }],
  ["fewer seats", { seatLimit: 1 }],
  ["another load", { load: 7 }],
])("[FA2] %s wakes nobody", async (_, given) => {
  await put();
  stateOf(await beat(given));
  expect(fleet.signals).toEqual([]);
});

test("[FA2] the first beat of a factory makes it known", async () => {
  await put({ lastHeartbeatAtMs: null });
  stateOf(await beat());
  expect(fleet.signals).toHaveLength(1);
});

test("[FA4] a drain that the factory asked for is its own to end; one that an operator ordered is not", async () => {
  await put();
  expect(stateOf(await beat({ draining: true })).lifecycle).toBe("draining");
  expect(stateOf(await beat()).lifecycle).toBe("active");
  fleet = createMemoryFleet();
  await put({ lifecycle: "draining", lifecycleBy: "ada" });
  expect(stateOf(await beat()).lifecycle).toBe("draining");
  fleet = createMemoryFleet();
  await put({ lifecycle: "quarantined", lifecycleBy: "ada" });
  expect(stateOf(await beat({ draining: true })).lifecycle).toBe("quarantined");
});

test("[FA3] a factory that is not registered is told to enrol again", async () => {
  expect(problemOf(await beat())).toEqual({ code: "factory-not-found", factoryId: factoryIdOf(1) });
});

test("[FA5] factories are listed by name with the seats that they use, and are stale after ninety seconds", async () => {
  await put({ name: "b" });
  await put({ id: factoryIdOf(2), name: "a", lastHeartbeatAtMs: null });
  const seat = { kind: "seat", productId: PRODUCT, factoryId: factoryIdOf(1), jobId: `job_${"0".repeat(26)}` };
  await fleet.put("fleet_jobs", PRODUCT, {
    id: "seat:x",
    ...seat,
    seat: 0,
    epoch: 1,
    bootId: 1,
    claimId: "c",
  } as never);
  const list = async () =>
    (await listFactories(fleet.deps, PRODUCT)).map(({ name, seatsUsed, stale }) => ({ name, seatsUsed, stale }));
  fleet.nowMs = NOW_MS + 90_000;
  const early = await list();
  fleet.nowMs += 1;
  expect([early, await list()]).toEqual([
    [
      { name: "a", seatsUsed: 0, stale: true },
      { name: "b", seatsUsed: 1, stale: false },
    ],
    [
      { name: "a", seatsUsed: 0, stale: true },
      { name: "b", seatsUsed: 1, stale: true },
    ],
  ]);
});
