import { type OfferDefinition } from "@azure/cosmos";
import { expect, test } from "vitest";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { clientOf, codeOf, DATABASE, useCosmos } from "../support/cosmos.ts";

let nowMs = Date.UTC(2026, 0, 1);
const cosmos = useCosmos({ nowMs: () => nowMs });
const item = (id: string) => ({ id, pk: "p", pad: "x".repeat(700) });

async function refusedWith429(call: Promise<unknown>) {
  try {
    await call;
    return null;
  } catch (error) {
    return error as { code: number; substatus: number; headers: Record<string, string> };
  }
}

test("[LC52] a container's throughput is spent, refused with 429 and when to come back, and there again in time", async () => {
  const container = await cosmos.container({ throughput: 400 });
  let accepted = 0;
  let refusal = null;
  while (refusal === null && accepted < 1000) {
    refusal = await refusedWith429(container.items.create(item(`i${accepted}`)));
    if (refusal === null) accepted += 1;
  }
  // 400 RU and 5 to 6 RU each: some 70 creates in one second.
  expect(accepted).toBeGreaterThan(60);
  expect(accepted).toBeLessThan(85);
  expect(refusal).toMatchObject({ code: 429, substatus: 3200 });
  const waitMs = Number(refusal?.headers["x-ms-retry-after-ms"]);
  expect(waitMs).toBeGreaterThan(0);
  expect(await codeOf(container.items.readAll().fetchAll())).toBe(429);
  nowMs += waitMs;
  expect(await codeOf(container.items.create(item("later")))).toBeUndefined();
});

test("[LC52] without throughput nothing is ever refused", async () => {
  const container = await cosmos.container();
  const codes = await Promise.all(Array.from({ length: 150 }, (_, n) => codeOf(container.items.create(item(`i${n}`)))));
  expect(codes.filter((code) => code !== undefined)).toEqual([]);
});

test("[LC52] a database's throughput is shared by its containers, except those with their own", async () => {
  await cosmos.client.databases.create({ id: "shared", throughput: 400 });
  const { containers } = cosmos.client.database("shared");
  const { container: a } = await containers.create({ id: "a", partitionKey: "/pk" });
  const { container: b } = await containers.create({ id: "b", partitionKey: "/pk" });
  const { container: own } = await containers.create({ id: "own", partitionKey: "/pk", throughput: 400 });
  let code: number | undefined;
  for (let n = 0; n < 200 && code === undefined; n++) code = await codeOf(a.items.create(item(`i${n}`)));
  expect(code).toBe(429);
  expect(await codeOf(b.items.create(item("x")))).toBe(429);
  expect(await codeOf(own.items.create(item("x")))).toBeUndefined();
  const { resource } = await cosmos.client.database("shared").readOffer();
  expect(resource?.content?.offerThroughput).toBe(400);
});

test("[LC53] an offer is read, found by query and replaced, and the new throughput counts", async () => {
  const container = await cosmos.container({ throughput: 400 });
  const { resource: offer } = await container.readOffer();
  expect(offer?.content?.offerThroughput).toBe(400);
  const { resource: replaced } = await cosmos.client
    .offer(offer?.id ?? "")
    .replace({ ...offer, content: { ...offer?.content, offerThroughput: 10_000 } } as OfferDefinition);
  expect(replaced?.content?.offerThroughput).toBe(10_000);
  nowMs += 1000;
  for (let n = 0; n < 120; n++) await container.items.create(item(`i${n}`));
  expect((await (await cosmos.container()).readOffer()).resource).toBeUndefined();
});

test("[LC53] an autoscale offer says so, and can be replaced in either form", async () => {
  const container = await cosmos.container({ maxThroughput: 4000 });
  const { resource: offer } = await container.readOffer();
  expect(offer?.content).toMatchObject({ offerThroughput: 400, offerAutopilotSettings: { maxThroughput: 4000 } });
  const replace = async (content: object) => {
    const { resource } = await cosmos.client.offer(offer?.id ?? "").replace({ ...offer, content } as OfferDefinition);
    return resource?.content;
  };
  expect(await replace({ offerAutopilotSettings: { maxThroughput: 8000 } })).toMatchObject({ offerThroughput: 800 });
  expect(await replace({ offerThroughput: 500 })).not.toHaveProperty("offerAutopilotSettings");
  expect(await codeOf(replace({ offerThroughput: -1 }))).toBe(400);
});

test("[LC54] charges follow the published figures: reads double under Strong, writes do not", async () => {
  const container = await cosmos.container();
  const created = await container.items.create(item("a"));
  expect(created.requestCharge).toBeGreaterThan(5);
  expect(created.requestCharge).toBeLessThan(6);
  const replaced = await container.item("a", "p").replace(item("a"));
  expect(replaced.requestCharge).toBeGreaterThan(9.5);
  expect(replaced.requestCharge).toBeLessThan(11);
  expect((await container.item("a", "p").read()).requestCharge).toBe(2);
  expect((await container.item("a", "p").delete()).requestCharge).toBeLessThan(6);

  await container.items.create(item("b"));
  const eventual = clientOf(cosmos.server, { consistencyLevel: "Eventual" });
  const weak = eventual.database(DATABASE).container(container.id);
  expect((await weak.item("b", "p").read()).requestCharge).toBe(1);
  const strongQuery = await container.items.query("SELECT * FROM c", { partitionKey: "p" }).fetchNext();
  const weakQuery = await weak.items.query("SELECT * FROM c", { partitionKey: "p" }).fetchNext();
  expect(weakQuery.requestCharge).toBeGreaterThan(2.2);
  expect(weakQuery.requestCharge).toBeLessThan(2.5);
  expect(strongQuery.requestCharge).toBeCloseTo(weakQuery.requestCharge * 2);
  eventual.dispose();
});

test("[LC54] an account with Session consistency does not double", async () => {
  const server = await startCosmosServer({ port: 0, dataFolder: null, consistency: "Session" });
  const client = clientOf(server);
  await client.databases.create({ id: "db" });
  const { container } = await client.database("db").containers.create({ id: "c", partitionKey: "/pk" });
  await container.items.create(item("a"));
  expect((await container.item("a", "p").read()).requestCharge).toBe(1);
  client.dispose();
  await server.close();
});
