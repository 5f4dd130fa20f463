import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { ChangeFeedStartFrom, type Container } from "@azure/cosmos";
import { expect, onTestFinished, test } from "vitest";
import { COSMOS_EMULATOR_KEY } from "#local/cosmos/cosmos-server.ts";
import { type Journal, memoryJournal } from "#local/cosmos/engine/engine.ts";
import { openEngine } from "#local/cosmos/engine/open-engine.ts";
import { createHttpServer } from "#local/cosmos/http/server.ts";
import { clientOf } from "../support/cosmos.ts";

/** A disk that takes writes and says so only when it is told to. */
function slowDisk() {
  let release = () => {};
  let arrived = () => {};
  const synced = new Promise<void>((resolve) => (release = resolve));
  const appended = new Promise<void>((resolve) => (arrived = resolve));
  const journal: Journal = {
    ...memoryJournal,
    append() {
      arrived();
      return synced;
    },
    settled: () => synced,
  };
  return { journal, release, appended };
}

/** A container with one durable item, and a replace of it that the disk has not confirmed yet. */
async function withPendingReplace() {
  const engine = openEngine({ dataFolder: null, fsync: false, partitions: 1, consistency: "Strong", nowMs: Date.now });
  const http = createHttpServer(engine, Buffer.from(COSMOS_EMULATOR_KEY, "base64"));
  await once(http.listen(0, "127.0.0.1"), "listening");
  const { port } = http.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  const client = clientOf({
    endpoint,
    key: COSMOS_EMULATOR_KEY,
    port,
    onCommit: () => () => {},
    close: async () => {},
  });
  onTestFinished(() => {
    client.dispose();
    http.closeAllConnections();
    http.close();
  });
  await client.databases.create({ id: "db" });
  const { containers } = client.database("db");
  const { container } = await containers.create({ id: "c", partitionKey: "/pk" });
  const { container: other } = await containers.create({ id: "other", partitionKey: "/pk" });
  await container.items.create({ id: "a", pk: "p", n: 1 });
  await container.items.create({ id: "durable", pk: "p", n: 1 });
  const disk = slowDisk();
  engine.journal = disk.journal;
  const replace = container.item("a", "p").replace({ id: "a", pk: "p", n: 2 });
  await disk.appended;
  return { container, other, disk, replace };
}

/** What a call has come to while the server surely had the time to answer it. */
async function stateOf(call: Promise<unknown>, other: Container): Promise<"answered" | "waiting"> {
  let state: "answered" | "waiting" = "waiting";
  void call.then(() => (state = "answered"));
  for (let n = 0; n < 5; n++) await other.item("nothing", "p").read();
  return state;
}

test("[LC9] an acknowledgement, and whatever shows or hides by an unsynced write, waits for the disk", async () => {
  const { container, other, disk, replace } = await withPendingReplace();
  const read = container.item("a", "p").read();
  const query = container.items.query("SELECT VALUE c.n FROM c WHERE c.id = 'a'").fetchAll();
  const feed = container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p") });
  const page = feed.readNext();
  const missing = container.item("never", "p").read();
  for (const call of [replace, read, query, page, missing]) expect(await stateOf(call, other)).toBe("waiting");
  // What it says was on disk before.
  expect((await container.item("durable", "p").read()).resource).toMatchObject({ n: 1 });

  disk.release();
  expect((await replace).statusCode).toBe(200);
  expect((await read).resource).toMatchObject({ n: 2 });
  expect((await query).resources).toEqual([2]);
  expect((await page).result.map(({ id }: { id: string }) => id)).toEqual(["durable", "a"]);
});
