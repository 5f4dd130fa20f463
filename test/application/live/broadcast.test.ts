import { expect, test } from "vitest";
import { broadcastEvents, broadcastTicks } from "#application/live/broadcast.ts";
import { type EventDocument } from "#contract/event.ts";
import { LiveMessage } from "#contract/live.ts";
import { toTimestamp } from "#contract/time.ts";
import { jobIdOf, NOW_MS } from "../../support/ids.ts";
import { createMemoryFleet } from "../../support/memory-fleet.ts";

const anEvent = (productId: string, seq: number): EventDocument => ({
  id: String(seq),
  productId,
  jobId: jobIdOf(1),
  seq,
  atMs: NOW_MS,
  actor: { kind: "operator", id: "ada" },
  stage: "queued",
  epoch: 0,
  facts: { type: "job.held", note: "n" },
});

test("[EV4] events go to those who watch their product, a hundred a message, and to nobody else", async () => {
  const fleet = createMemoryFleet();
  const events = Array.from({ length: 205 }, (_, n) => anEvent("demo", n + 1));
  await broadcastEvents(fleet.deps, [...events, anEvent("other", 1)]);
  expect(
    fleet.published.map(({ group, message }) => [group, message.type === "events" ? message.events.length : 0]),
  ).toEqual([
    ["fleet.demo", 100],
    ["fleet.demo", 100],
    ["fleet.demo", 5],
    ["fleet.other", 1],
  ]);
  expect(fleet.published.map(({ message }) => LiveMessage.parse(message))).toEqual(
    fleet.published.map(({ message }) => message),
  );
  expect(fleet.published[3]?.message).toMatchObject({
    events: [{ seq: 1, type: "job.held", at: toTimestamp(NOW_MS), data: { note: "n" } }],
  });
});

test("[EV4] a tick says which version each product's queue has, and when", async () => {
  const fleet = createMemoryFleet();
  const state = { id: "queue-state", version: 4, coversAtMs: 1 };
  await fleet.put("fleet_queue_state", "demo", { ...state, productId: "demo" } as never);
  await broadcastTicks(fleet.deps);
  expect(fleet.published).toEqual([
    {
      group: "fleet.demo",
      message: { type: "tick", productId: "demo", version: 4, serverTime: toTimestamp(NOW_MS) },
    },
  ]);
});

test("[EV4] nothing is sent where nothing happened", async () => {
  const fleet = createMemoryFleet();
  await broadcastEvents(fleet.deps, []);
  await broadcastTicks(fleet.deps);
  expect(fleet.published).toEqual([]);
});
