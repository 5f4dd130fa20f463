import { CosmosClient, type Container } from "@azure/cosmos";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createVirtualClock } from "#local/clock.ts";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { type FunctionsHostOptions } from "#local/host/functions-host.ts";
import {
  buildSampleApp,
  forgetRecorded,
  recorded,
  removeFolder,
  startSampleForTest,
  temporaryFolder,
} from "./support.ts";

let folder = "";
let cosmos: Awaited<ReturnType<typeof startCosmosServer>>;
let client: CosmosClient;

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
  cosmos = await startCosmosServer({ port: 0, dataFolder: null });
  client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
});
beforeEach(forgetRecorded);
afterAll(async () => {
  client.dispose();
  await cosmos.close();
  await removeFolder(folder);
});

/** A database of its own for one test. */
async function createItems(databaseId: string): Promise<Container> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  const { container } = await database.containers.createIfNotExists({ id: "items", partitionKey: "/pk" });
  onTestFinished(async () => void (await database.delete()));
  return container;
}

function startWatching(
  databaseId: string,
  settings: Record<string, string> = {},
  more: Partial<FunctionsHostOptions> = {},
) {
  return startSampleForTest(folder, {
    ...more,
    settings: {
      SAMPLE_COSMOS: `AccountEndpoint=${cosmos.endpoint};AccountKey=${cosmos.key};`,
      SAMPLE_DATABASE: databaseId,
      "AzureWebJobs.feed.Disabled": "false",
      ...settings,
    },
  });
}

const ids = () => recorded("feed").map((document) => (document as { id: string }).id);

test("[LY8] changes reach the function through the unmodified SDK, at once when the account reports a commit", async () => {
  const items = await createItems("news");
  await items.items.create({ id: "before", pk: "a" });
  const { host } = await startWatching("news", {}, { cosmosCommits: (listener) => cosmos.onCommit(listener) });
  await host.idle();
  expect(ids()).toEqual(["before"]);
  for (const id of ["1", "2", "3"]) await items.items.create({ id, pk: id });
  // The poll delay is a minute: only the report can be the reason that they are here.
  await expect.poll(ids).toEqual(["before", "1", "2", "3"]);
});

test("[LY9] a restarted host goes on where it was, with no change lost and none repeated", async () => {
  const items = await createItems("resumed");
  const first = await startWatching("resumed");
  await items.items.create({ id: "1", pk: "a" });
  await first.host.idle();
  await first.host.close();
  await items.items.create({ id: "2", pk: "a" });
  const second = await startWatching("resumed");
  await second.host.idle();
  expect(ids()).toEqual(["1", "2"]);
  const { resources } = await client
    .database("resumed")
    .container("sample-leases")
    .items.query<{ functionName: string; continuation: string }>("SELECT * FROM c")
    .fetchAll();
  expect(resources).toContainEqual(
    expect.objectContaining({ functionName: "feed", containerId: "items", continuation: expect.any(String) }),
  );
});

test("[LY10] a failing function gets its batch again until it takes it, with the count of its retries", async () => {
  const items = await createItems("stubborn");
  await items.items.create({ id: "1", pk: "a" });
  const clock = createVirtualClock(0);
  const { host } = await startWatching("stubborn", { SAMPLE_FEED_FAILURES: "2" }, { clock });
  await host.idle();
  expect([ids(), recorded("feedAttempts")]).toEqual([[], [{ retryCount: 0, maxRetryCount: -1 }]]);
  await clock.advance(4_000);
  expect(ids()).toEqual(["1"]);
  expect(recorded("feedAttempts")).toHaveLength(3);
  expect(recorded("feedAttempts")[2]).toEqual({ retryCount: 2, maxRetryCount: -1 });
});

test("[LY12] every physical partition is followed, each with its own checkpoint", async () => {
  const split = await startCosmosServer({ port: 0, dataFolder: null, partitions: 3 });
  const splitClient = new CosmosClient({ endpoint: split.endpoint, key: split.key });
  onTestFinished(async () => {
    splitClient.dispose();
    await split.close();
  });
  const { database } = await splitClient.databases.createIfNotExists({ id: "split" });
  const { container } = await database.containers.createIfNotExists({ id: "items", partitionKey: "/pk" });
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  for (const id of names) await container.items.create({ id, pk: id });
  const connection = `AccountEndpoint=${split.endpoint};AccountKey=${split.key};`;
  const { host } = await startWatching("split", { SAMPLE_COSMOS: connection });
  await host.idle();
  expect(ids().toSorted()).toEqual(names.toSorted());
  const { resources } = await database.container("sample-leases").items.readAll().fetchAll();
  expect(resources).toHaveLength(3);
});

test("[LY11] a container that does not exist yet is waited for", async () => {
  await client.databases.createIfNotExists({ id: "late" });
  const clock = createVirtualClock(0);
  const { host, lines } = await startWatching("late", {}, { clock });
  await host.idle();
  expect(lines).toContainEqual(expect.objectContaining({ event: "feed.unopened", functionName: "feed" }));
  const items = await createItems("late");
  await items.items.create({ id: "1", pk: "a" });
  await clock.advance(2_000);
  await host.idle();
  expect(ids()).toEqual(["1"]);
});
