import { expect, test } from "vitest";
import { createBlobs } from "#adapters/blob/blobs.ts";
import { connectBlobs } from "#adapters/blob/connect.ts";
import { createMemoryBlobs } from "#adapters/memory/memory-blobs.ts";
import { StoreUnavailable } from "#application/ports/store.ts";
import { startAzurite } from "#local/azurite.ts";
import { type Asked, describeBlobsContract } from "./blobs-contract.ts";

const clock = { nowMs: () => Date.now() };

/** One bare HTTP request, as a factory or a browser makes it: no SDK, no key, only the URL. */
async function request(url: string, { method, bytes }: Asked) {
  const response = await fetch(url, {
    method,
    headers: { "x-ms-blob-type": "BlockBlob", "content-type": "text/plain" },
    ...(bytes === undefined ? {} : { body: Buffer.from(bytes) }),
  });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

describeBlobsContract("in memory", () => {
  const blobs = createMemoryBlobs(clock);
  return Promise.resolve({
    blobs,
    request: (url, asked) => Promise.resolve(blobs.request(url, asked)),
    nowMs: clock.nowMs,
    close: () => Promise.resolve(),
  });
});

describeBlobsContract("on Azurite", async () => {
  const azurite = await startAzurite({ folder: null, port: 0 });
  await azurite.ready;
  const service = connectBlobs({ kind: "connectionString", connectionString: azurite.connectionString });
  return { blobs: createBlobs(service, clock), request, nowMs: clock.nowMs, close: () => azurite.close() };
});

test("[BL3] a signature moved to another blob is worth nothing, and a download is saved and never shown", async () => {
  const azurite = await startAzurite({ folder: null, port: 0 });
  await azurite.ready;
  const blobs = createBlobs(
    connectBlobs({ kind: "connectionString", connectionString: azurite.connectionString }),
    clock,
  );
  const untilMs = clock.nowMs() + 60_000;
  for (const path of ["a", "b"])
    await request(await blobs.uploadUrl({ path, untilMs }), { method: "PUT", bytes: Buffer.from("<script>") });
  const url = new URL(await blobs.downloadUrl({ path: "a", untilMs, fileName: 'x".html' }));
  const response = await fetch(url);
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="x_.html"');
  expect([url.searchParams.get("sp"), url.searchParams.get("sr")]).toEqual(["r", "b"]);
  url.pathname = url.pathname.replace(/a$/, "b");
  expect((await request(url.href, { method: "GET" })).status).toBe(403);
  await azurite.close();
});

test("[BL5] a service that cannot be reached is an outage and not a bug", async () => {
  const connectionString =
    "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a;";
  const blobs = createBlobs(connectBlobs({ kind: "connectionString", connectionString }), clock);
  await expect(blobs.factsOf("x")).rejects.toThrow(StoreUnavailable);
});
