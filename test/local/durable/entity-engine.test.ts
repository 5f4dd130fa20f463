import { beforeEach, expect, test } from "vitest";
import { createVirtualClock, type VirtualClock } from "#local/clock.ts";
import { createEntityEngine, type EntityEngine } from "#local/durable/entity-engine.ts";
import { type EntityOutcome } from "#local/durable/entity-protocol.ts";
import { type EntityStore, openEntityStore } from "#local/durable/entity-store.ts";
import { createActivity } from "#local/host/activity.ts";
import { type LogLine } from "#local/host/log.ts";

type Batch = { name: string; input: string | null }[];

let clock: VirtualClock;
let store: EntityStore;
let lines: LogLine[];
let batches: Batch[];
const activity = createActivity();

beforeEach(async () => {
  clock = createVirtualClock(0);
  store = await openEntityStore({ folder: null, fsync: false });
  lines = [];
  batches = [];
});

const state = (count: number, signals: EntityOutcome["signals"] = []): EntityOutcome => ({
  entityExists: true,
  entityState: String(count),
  results: [],
  signals,
});

function start(invoke: (name: string, batch: Batch) => Promise<EntityOutcome>): EntityEngine {
  let id = 0;
  return createEntityEngine({
    store,
    clock,
    log: (line) => lines.push(line),
    activity,
    newId: () => String((id += 1)),
    batchMax: 3,
    knows: (name) => name.toLowerCase() === "known",
    invoke: async (name, triggerInput) => {
      const { batch } = JSON.parse(triggerInput) as { batch: Batch };
      batches.push(batch);
      return invoke(name, batch);
    },
  });
}

test("[LD9] signals that wait are taken together, up to the batch limit, and one activation runs at a time", async () => {
  let running = 0;
  let most = 0;
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const engine = start(async () => {
    running += 1;
    most = Math.max(most, running);
    await gate;
    running -= 1;
    return state(1);
  });
  const inputs = ["1", "2", "3", "4", "5"];
  for (const input of inputs) await engine.signal({ name: "Known", key: "k" }, "add", input);
  release();
  await activity.settled();
  expect(most).toBe(1);
  expect(batches.map((batch) => batch.map((operation) => operation.input))).toEqual([["1"], ["2", "3", "4"], ["5"]]);
  expect(engine.read({ name: "known", key: "k" })).toMatchObject({ state: "1", queue: [] });
});

test("[LD10] an activation that fails as a whole is tried again with growing waits, and loses nothing", async () => {
  let failures = 3;
  const engine = start(async () => {
    failures -= 1;
    if (failures >= 0) throw new Error("the function is ill");
    return state(1);
  });
  await engine.signal({ name: "known", key: "k" }, "add", null);
  await activity.settled();
  expect(batches).toHaveLength(1);
  // A signal in between waits behind the one that failed.
  await engine.signal({ name: "known", key: "k" }, "more", null);
  await activity.settled();
  expect(batches).toHaveLength(1);
  await clock.advance(1_000);
  expect(batches).toHaveLength(2);
  await clock.advance(1_999);
  expect(batches).toHaveLength(2);
  await clock.advance(4_001);
  expect(batches.at(-1)?.map((operation) => operation.name)).toEqual(["add", "more"]);
  expect(engine.read({ name: "known", key: "k" })?.queue).toEqual([]);
  expect(lines.map((line) => line["retryInMs"])).toEqual([1_000, 2_000, 4_000]);
});

test("[LD10] a stopped engine starts nothing, and what waits is there for the next one", async () => {
  const first = start(async () => state(1));
  first.stop();
  await first.signal({ name: "known", key: "k" }, "add", null);
  await activity.settled();
  expect(batches).toEqual([]);
  start(async () => state(2)).resume();
  await activity.settled();
  expect(batches).toHaveLength(1);
});

test("[LD6] a signal that an entity sends to nobody is logged and dropped", async () => {
  const engine = start(async () => state(1, [{ target: { name: "Nobody", key: "1" }, name: "add", input: "" }]));
  await engine.signal({ name: "known", key: "k" }, "add", null);
  await activity.settled();
  expect(lines).toContainEqual(expect.objectContaining({ event: "entity.unknown", entity: "@nobody@1" }));
});
