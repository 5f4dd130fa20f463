import { BlobServiceClient } from "@azure/storage-blob";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAzurite } from "#local/azurite.ts";
import { bundleFixture, killHard, runFixture } from "./host/child.ts";
import { removeFolder, temporaryFolder } from "./host/support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

async function read(connectionString: string): Promise<string> {
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient("box");
  const bytes = await container.getBlobClient("note").downloadToBuffer();
  return bytes.toString();
}

async function write(connectionString: string, text: string): Promise<void> {
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient("box");
  await container.createIfNotExists();
  await container.getBlockBlobClient("note").upload(text, Buffer.byteLength(text));
}

test("[LB1] the unmodified blob SDK writes and reads, in memory and with a folder that outlives a restart", async () => {
  const memory = await startAzurite({ folder: null, port: 0 });
  await memory.ready;
  await write(memory.connectionString, "in memory");
  expect(await read(memory.connectionString)).toBe("in memory");
  await memory.close();

  const path = join(folder, "blobs");
  const first = await startAzurite({ folder: path, port: 0 });
  await first.ready;
  await write(first.connectionString, "on disk");
  await expect(startAzurite({ folder: null, port: first.port })).rejects.toThrow(`Port ${first.port} is taken`);
  await first.close();
  const second = await startAzurite({ folder: path, port: 0 });
  await second.ready;
  expect(await read(second.connectionString)).toBe("on disk");
  await second.close();
});

test("[LB2] a blob that was acknowledged before a SIGKILL is there after it", async () => {
  const path = join(folder, "killed");
  const file = await bundleFixture("azurite-process", folder);
  const { child, line } = await runFixture(file, [path]);
  await write(line, "acknowledged");
  await killHard(child);
  const azurite = await startAzurite({ folder: path, port: 0 });
  await azurite.ready;
  expect(await read(azurite.connectionString)).toBe("acknowledged");
  await azurite.close();
});

test("[LB3] the address is there long before the service, which can be closed while it still loads", async () => {
  const startMs = performance.now();
  const azurite = await startAzurite({ folder: null, port: 0 });
  expect(performance.now() - startMs).toBeLessThan(400);
  const ready = azurite.ready.then(
    () => "ready",
    () => "ended",
  );
  await azurite.close();
  expect(["ready", "ended"]).toContain(await ready);
  await azurite.close();
});
