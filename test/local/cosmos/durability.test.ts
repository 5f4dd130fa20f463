import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChangeFeedStartFrom, type CosmosClient } from "@azure/cosmos";
import { expect, test } from "vitest";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { clientOf, codeOf } from "./support/cosmos.ts";
import { temporaryFolder } from "./support/folder.ts";

type Session = { readonly client: CosmosClient };

/** Runs one life of a server on a folder, from start to an orderly end. */
async function live(dataFolder: string, work: (session: Session) => Promise<void>, nowMs = Date.now): Promise<void> {
  const server = await startCosmosServer({ port: 0, dataFolder, fsync: false, partitions: 2, nowMs });
  const client = clientOf(server);
  try {
    await work({ client });
  } finally {
    client.dispose();
    await server.close();
  }
}

const containerIn = ({ client }: Session) => client.database("db").container("c");

test("[LC8] databases, containers, items, their _rids, etags and the feed's place survive a restart", async () => {
  const folder = join(temporaryFolder(), "new");
  const before: unknown[] = [];
  let token = "";
  await live(folder, async (session) => {
    await session.client.databases.create({ id: "db" });
    await session.client.database("db").containers.create({
      id: "c",
      partitionKey: "/pk",
      uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/u"] }] },
      indexingPolicy: {
        compositeIndexes: [
          [
            { path: "/a", order: "ascending" },
            { path: "/b", order: "descending" },
          ],
        ],
      },
    });
    const container = containerIn(session);
    for (let n = 0; n < 20; n++) await container.items.create({ id: `i${n}`, pk: `p${n % 3}`, a: n % 2, b: n, u: n });
    await container.item("i3", "p0").replace({ id: "i3", pk: "p0", a: 9, b: 9, u: 9000 });
    await container.item("i4", "p1").delete();
    const feed = container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p0") });
    expect((await feed.readNext()).result.length).toBeGreaterThan(0);
    token = (await feed.readNext()).continuationToken;
    before.push((await session.client.database("db").read()).resource, (await container.read()).resource);
    before.push((await container.items.query("SELECT * FROM c ORDER BY c.id").fetchAll()).resources);
  });
  await live(folder, async (session) => {
    const container = containerIn(session);
    expect((await session.client.database("db").read()).resource).toEqual(before[0]);
    expect((await container.read()).resource).toEqual(before[1]);
    expect((await container.items.query("SELECT * FROM c ORDER BY c.id").fetchAll()).resources).toEqual(before[2]);
    const feed = container.items.getChangeFeedIterator({
      changeFeedStartFrom: ChangeFeedStartFrom.Continuation(token),
    });
    expect((await feed.readNext()).statusCode).toBe(304);
    expect(await codeOf(container.items.create({ id: "x", pk: "p0", u: 9000 }))).toBe(409);
    const { resource } = await container.items.create({ id: "x", pk: "p0", u: 1 });
    expect((await feed.readNext()).result.map(({ id }: { id: string }) => id)).toEqual(["x"]);
    const rids = (before[2] as { _rid: string; _etag: string }[]).flatMap(({ _rid, _etag }) => [_rid, _etag]);
    expect(rids).not.toContain(resource?._rid);
    expect(rids).not.toContain(resource?._etag);
    const ordered = await container.items
      .query("SELECT VALUE c.b FROM c WHERE c.a = 1 ORDER BY c.a ASC, c.b DESC", { partitionKey: "p1" })
      .fetchAll();
    expect(ordered.resources).toEqual([19, 13, 7, 1]);
  });
});

test("[LC4] a server does not start on a damaged log, and says which file and where", async () => {
  const folder = temporaryFolder();
  await live(folder, async (session) => {
    await session.client.databases.create({ id: "one" });
    await session.client.databases.create({ id: "two" });
  });
  const path = join(folder, "00000001.log");
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  writeFileSync(path, bytes);
  await expect(startCosmosServer({ port: 0, dataFolder: folder })).rejects.toThrow(`${path} is damaged at offset 0`);
});

test("[LC8] what was dropped stays dropped, and a name used again begins empty", async () => {
  const folder = temporaryFolder();
  await live(folder, async (session) => {
    await session.client.databases.create({ id: "gone" });
    await session.client.database("gone").containers.create({ id: "c", partitionKey: "/pk" });
    await session.client.databases.create({ id: "db" });
    await session.client.database("db").containers.create({ id: "c", partitionKey: "/pk" });
    await containerIn(session).items.create({ id: "old", pk: "p" });
    await containerIn(session).delete();
    await session.client.database("gone").delete();
    await session.client.database("db").containers.create({ id: "c", partitionKey: "/pk", throughput: 1000 });
    await containerIn(session).items.create({ id: "new", pk: "p" });
  });
  await live(folder, async (session) => {
    const { resources: databases } = await session.client.databases.readAll().fetchAll();
    expect(databases.map(({ id }) => id)).toEqual(["db"]);
    const { resources } = await containerIn(session).items.readAll().fetchAll();
    expect(resources.map(({ id }) => id)).toEqual(["new"]);
    expect((await containerIn(session).readOffer()).resource?.content?.offerThroughput).toBe(1000);
  });
});

test("[LC8] an item that expired while the server was down is gone, and what is left still expires", async () => {
  const folder = temporaryFolder();
  let nowMs = Date.UTC(2026, 0, 1);
  const clock = () => nowMs;
  await live(
    folder,
    async (session) => {
      await session.client.databases.create({ id: "db" });
      await session.client.database("db").containers.create({ id: "c", partitionKey: "/pk", defaultTtl: 60 });
      await containerIn(session).items.create({ id: "short", pk: "p" });
      await containerIn(session).items.create({ id: "long", pk: "p", ttl: 600 });
    },
    clock,
  );
  nowMs += 120_000;
  await live(
    folder,
    async (session) => {
      const ids = async () => (await containerIn(session).items.readAll().fetchAll()).resources.map(({ id }) => id);
      expect(await ids()).toEqual(["long"]);
      nowMs += 600_000;
      expect(await ids()).toEqual([]);
    },
    clock,
  );
});
