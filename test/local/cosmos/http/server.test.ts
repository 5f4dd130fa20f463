import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { COSMOS_EMULATOR_KEY, startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { memoryJournal } from "#local/cosmos/engine/engine.ts";
import { openEngine } from "#local/cosmos/engine/open-engine.ts";
import { createHttpServer } from "#local/cosmos/http/server.ts";
import { LogFailedError } from "#local/cosmos/log/append-log.ts";
import { clientOf, codeOf } from "../support/cosmos.ts";

test("[LC6] once the log cannot be written, nothing is answered but 503, not even a read", async () => {
  const engine = openEngine({ dataFolder: null, fsync: false, partitions: 1, consistency: "Strong", nowMs: Date.now });
  const http = createHttpServer(engine, Buffer.from(COSMOS_EMULATOR_KEY, "base64"));
  await once(http.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void http.close());
  const { port } = http.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  const client = clientOf({
    endpoint,
    key: COSMOS_EMULATOR_KEY,
    port,
    onCommit: () => () => undefined,
    close: async () => {},
  });
  await client.databases.create({ id: "db" });
  const { container } = await client.database("db").containers.create({ id: "c", partitionKey: "/pk" });

  const failure = new LogFailedError("some.log", new Error("no space left on device"));
  engine.journal = { ...memoryJournal, append: () => Promise.reject(failure) };
  expect(await codeOf(container.items.create({ id: "a", pk: "p" }))).toBe(503);
  engine.journal = { ...memoryJournal, failure };
  expect(await codeOf(container.item("a", "p").read())).toBe(503);
  client.dispose();
});

test("[LC94] a taken port, and a number of partitions that makes no sense, are refused at the start", async () => {
  const server = await startCosmosServer({ port: 0, dataFolder: null });
  await expect(startCosmosServer({ port: server.port, dataFolder: null })).rejects.toThrow("EADDRINUSE");
  for (const partitions of [0, 1.5, 65]) {
    await expect(startCosmosServer({ port: 0, dataFolder: null, partitions })).rejects.toThrow("between 1 and 64");
  }
  await server.close();
});

test("[LC94] a server can be given a key of its own", async () => {
  const key = Buffer.from("a key of my own").toString("base64");
  const server = await startCosmosServer({ port: 0, dataFolder: null, key });
  const [mine, published] = [clientOf(server), clientOf(server, { key: COSMOS_EMULATOR_KEY })];
  expect(await codeOf(mine.databases.create({ id: "db" }))).toBeUndefined();
  expect(await codeOf(published.databases.create({ id: "other" }))).toBe(401);
  mine.dispose();
  published.dispose();
  await server.close();
});
