import { WebPubSubServiceClient } from "@azure/web-pubsub";
import { WebPubSubClient } from "@azure/web-pubsub-client";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createPublisher } from "#adapters/web-pubsub/publisher.ts";
import { type Publisher } from "#application/ports/publisher.ts";
import { LIVE_HUB, type LiveMessage, liveGroups } from "#contract/live.ts";
import { startWebPubSub, type WebPubSubServer } from "#local/web-pubsub/web-pubsub-server.ts";

const NOW_MS = 1_780_000_000_000;
const HOUR_MS = 3_600_000;
let server: WebPubSubServer;
let publisher: Publisher;
const warnings: string[] = [];

const publisherOn = (connectionString: string): Publisher =>
  createPublisher(
    new WebPubSubServiceClient(connectionString, LIVE_HUB, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    }),
    {
      clock: { nowMs: () => NOW_MS },
      log: { info: () => {}, warn: (event) => void warnings.push(event), error: () => {} },
    },
  );

beforeAll(async () => {
  server = await startWebPubSub({ port: 0 });
  publisher = publisherOn(server.connectionString);
});
afterAll(() => server.close());

/** The unmodified client, connected for one product. */
async function watcher(productId: string) {
  const { url } = await publisher.access({ productId, userId: "ada" });
  const client = new WebPubSubClient(
    { getClientAccessUrl: () => Promise.resolve(url) },
    { messageRetryOptions: { maxRetries: 0 } },
  );
  onTestFinished(() => client.stop());
  const heard: LiveMessage[] = [];
  let wake = (): void => {};
  client.on("group-message", ({ message }) => {
    heard.push(message.data as LiveMessage);
    wake();
  });
  await client.start();
  const hears = async (count: number): Promise<LiveMessage[]> => {
    while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return heard;
  };
  return { client, hears };
}

test("[EV4] what is published to a group comes to the clients in it, and to no other", async () => {
  const [ours, theirs] = [await watcher("p1"), await watcher("p2")];
  await ours.client.joinGroup(liveGroups.product("p1"));
  await theirs.client.joinGroup(liveGroups.product("p2"));
  await publisher.publish(liveGroups.product("p1"), { type: "factories", productId: "p1" });
  await publisher.publish(liveGroups.product("p2"), { type: "factories", productId: "p2" });
  await publisher.publish(liveGroups.product("p1"), { type: "wake", productId: "p1" });
  expect(await ours.hears(2)).toEqual([
    { type: "factories", productId: "p1" },
    { type: "wake", productId: "p1" },
  ]);
  expect(await theirs.hears(1)).toEqual([{ type: "factories", productId: "p2" }]);
});

test("[AC4] access to a product joins its own groups, and none of p2 or p10", async () => {
  const { client } = await watcher("p1");
  const own = [liveGroups.product("p1"), liveGroups.wake("p1"), liveGroups.job("p1", "job_1")];
  for (const group of own) await expect(client.joinGroup(group)).resolves.toMatchObject({ isDuplicated: false });
  const foreign = ["p2", "p10", "p", "p1x"].flatMap((product) => [
    liveGroups.product(product),
    liveGroups.wake(product),
    liveGroups.job(product, "job_1"),
  ]);
  for (const group of [...foreign, "fleet", "fleet.", "other"]) {
    await expect(client.joinGroup(group)).rejects.toMatchObject({ errorDetail: { name: "Forbidden" } });
  }
});

test("[AC4] access ends after an hour, and only listens", async () => {
  const { url, expiresAtMs } = await publisher.access({ productId: "p1", userId: "ada" });
  expect(expiresAtMs).toBe(NOW_MS + HOUR_MS);
  const [, payload = ""] = (new URL(url).searchParams.get("access_token") ?? "").split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
  expect(claims["sub"]).toBe("ada");
  expect(claims["role"]).toEqual([
    `webpubsub.joinLeaveGroup.${liveGroups.product("p1")}`,
    `webpubsub.joinLeaveGroups.${liveGroups.product("p1")}.**`,
  ]);
  expect(Number(claims["exp"]) - Number(claims["iat"] ?? Date.now() / 1_000)).toBeCloseTo(3_600, -2);
});

test("[EV5] a hint that cannot be sent is logged and forgotten", async () => {
  const lost = publisherOn(
    "Endpoint=http://127.0.0.1:1;AccessKey=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;Version=1.0;",
  );
  await expect(lost.publish("g", { type: "wake", productId: "p1" })).resolves.toBeUndefined();
  expect(warnings).toEqual(["live.not_sent"]);
});
