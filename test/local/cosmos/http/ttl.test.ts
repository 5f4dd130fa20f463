import { ChangeFeedStartFrom } from "@azure/cosmos";
import { expect, test } from "vitest";
import { codeOf, useCosmos } from "../support/cosmos.ts";

let nowMs = Date.UTC(2026, 0, 1);
const cosmos = useCosmos({ nowMs: () => nowMs });

test("[LC70] an item is there to the end of its last second and gone after it, for every kind of request", async () => {
  const container = await cosmos.container({ defaultTtl: 10 });
  await container.items.create({ id: "a", pk: "p", n: 1 });
  nowMs += 10_999;
  expect((await container.item("a", "p").read()).statusCode).toBe(200);
  nowMs += 1;
  expect((await container.item("a", "p").read()).statusCode).toBe(404);
  expect(await codeOf(container.item("a", "p").patch([{ op: "incr", path: "/n", value: 1 }]))).toBe(404);
  expect((await container.items.query("SELECT * FROM c").fetchAll()).resources).toEqual([]);
  const feed = container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p") });
  expect((await feed.readNext()).statusCode).toBe(304);
  expect(await codeOf(container.items.create({ id: "a", pk: "p" }))).toBeUndefined();
});

test("[LC70] an item's own ttl counts before the container's, and -1 means never", async () => {
  const container = await cosmos.container({ defaultTtl: 10 });
  await container.items.create({ id: "short", pk: "p", ttl: 2 });
  await container.items.create({ id: "default", pk: "p" });
  await container.items.create({ id: "ever", pk: "p", ttl: -1 });
  const ids = async () => (await container.items.readAll().fetchAll()).resources.map(({ id }) => id);
  nowMs += 3000;
  expect(await ids()).toEqual(["default", "ever"]);
  nowMs += 1_000_000;
  expect(await ids()).toEqual(["ever"]);
});

test("[LC70] every write of an item begins its time anew", async () => {
  const container = await cosmos.container({ defaultTtl: 10 });
  await container.items.create({ id: "a", pk: "p", n: 0 });
  for (let n = 0; n < 5; n++) {
    nowMs += 8000;
    await container.item("a", "p").patch([{ op: "incr", path: "/n", value: 1 }]);
  }
  expect((await container.item("a", "p").read()).resource).toMatchObject({ n: 5 });
});

test("[LC71] a ttl counts only where the container turns it on, and with -1 there only for items that have one", async () => {
  const off = await cosmos.container();
  await off.items.create({ id: "a", pk: "p", ttl: 1 });
  const on = await cosmos.container({ defaultTtl: -1 });
  await on.items.create({ id: "plain", pk: "p" });
  await on.items.create({ id: "short", pk: "p", ttl: 1 });
  nowMs += 100_000;
  expect((await off.item("a", "p").read()).statusCode).toBe(200);
  expect((await on.item("plain", "p").read()).statusCode).toBe(200);
  expect((await on.item("short", "p").read()).statusCode).toBe(404);
  const { resource } = await off.read();
  await off.replace({ ...resource, id: off.id, partitionKey: { paths: ["/pk"] }, defaultTtl: -1 });
  expect((await off.item("a", "p").read()).statusCode).toBe(404);
});

test("[LC71] an expired item frees its unique value", async () => {
  const container = await cosmos.container({ defaultTtl: 10, uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/u"] }] } });
  await container.items.create({ id: "a", pk: "p", u: 1 });
  expect(await codeOf(container.items.create({ id: "b", pk: "p", u: 1 }))).toBe(409);
  nowMs += 11_000;
  expect(await codeOf(container.items.create({ id: "b", pk: "p", u: 1 }))).toBeUndefined();
});
