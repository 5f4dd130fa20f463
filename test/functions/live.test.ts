import { WebPubSubClient } from "@azure/web-pubsub-client";
import { expect, onTestFinished, test } from "vitest";
import { LiveMessage, liveGroups } from "#contract/live.ts";
import { ask } from "../support/fleet-http.ts";
import { eventually, FOREIGN_PRODUCT, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

/** The unmodified client, in the groups that it asked for, with all that it was told. */
async function watch(url: string, groups: readonly string[]) {
  const client = new WebPubSubClient(
    { getClientAccessUrl: () => Promise.resolve(url) },
    { messageRetryOptions: { maxRetries: 0 } },
  );
  const messages: LiveMessage[] = [];
  client.on("group-message", ({ message }) => void messages.push(LiveMessage.parse(message.data)));
  onTestFinished(() => client.stop());
  await client.start();
  for (const group of groups) await client.joinGroup(group);
  return { client, messages };
}

test("[EV4] who watches a product is told of its events, its factories and the time, and of no other's", async () => {
  const { url, groups } = ok(await fleet.admin.negotiateLive({}));
  expect(groups).toEqual({ product: liveGroups.product(PRODUCT), wake: liveGroups.wake(PRODUCT) });
  const { messages } = await watch(url, [groups.product, groups.wake]);
  const theirs = fleet.client(fleet.adminToken, FOREIGN_PRODUCT);
  ok(await theirs.submitJob({ body: manifest("Theirs") }));
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Ours") }));
  await fleet.worker();
  const strangers = () => messages.filter(({ productId }) => productId !== PRODUCT);
  const told = <T extends LiveMessage["type"]>(type: T) =>
    eventually(async () =>
      messages.find((message): message is Extract<LiveMessage, { type: T }> => message.type === type),
    );
  const { events } = await told("events");
  expect(events).toMatchObject([{ jobId: job.id, seq: 1, type: "job.submitted" }]);
  await told("wake");
  await told("factories");
  await fleet.idle();
  expect(strangers()).toEqual([]);
  messages.length = 0;
  const ticked = await ask(fleet, "/admin/functions/tick", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(ticked.status).toBe(202);
  const tick = await told("tick");
  expect(tick.version).toBe(ok(await fleet.admin.getQueueState({})).version);
});

test("[EV4] every event comes to who watches, and once while nothing breaks", async () => {
  const { url, groups } = ok(await fleet.admin.negotiateLive({}));
  const { messages } = await watch(url, [groups.product]);
  const jobs = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => ok(await fleet.admin.submitJob({ body: manifest(`Job ${index}`) }))),
  );
  await Promise.all(
    jobs.map(({ job }) =>
      fleet.admin.actOnJob({ params: { jobId: job.id, action: "hold" }, body: { opId: "h", note: "" } }),
    ),
  );
  const wanted = jobs.flatMap(({ job }) => [`${job.id} 1`, `${job.id} 2`]).sort();
  const heard = () =>
    messages
      .flatMap((message) =>
        message.type === "events" ? message.events.map(({ jobId, seq }) => `${jobId} ${seq}`) : [],
      )
      .filter((key) => wanted.includes(key))
      .sort();
  await eventually(async () => heard().length >= wanted.length);
  await fleet.idle();
  expect(heard()).toEqual(wanted);
});

test("[AC4] a live connection for a product joins its groups and no other's, whatever its name begins with", async () => {
  const { url } = ok(await fleet.client(await fleet.token("viewer", ["p1"]), "p1").negotiateLive({}));
  const { client } = await watch(url, [liveGroups.product("p1"), liveGroups.wake("p1"), liveGroups.job("p1", "x")]);
  for (const product of ["p2", "p10", "p"]) {
    for (const group of [liveGroups.product(product), liveGroups.wake(product)]) {
      await expect(client.joinGroup(group)).rejects.toMatchObject({ errorDetail: { name: "Forbidden" } });
    }
  }
  await expect(client.sendToGroup(liveGroups.product("p1"), "forged", "text")).rejects.toMatchObject({
    errorDetail: { name: "Forbidden" },
  });
});
