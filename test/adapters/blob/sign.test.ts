import { expect, test } from "vitest";
import { createBlobs } from "#adapters/blob/blobs.ts";
import { connectBlobs } from "#adapters/blob/connect.ts";

const NOW_MS = Date.UTC(2026, 6, 1);
const KEY = `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>
<SignedStart>2026-06-30T23:55:00Z</SignedStart><SignedExpiry>2026-07-01T01:00:00Z</SignedExpiry><SignedService>b</SignedService>
<SignedVersion>2025-01-05</SignedVersion><Value>a2V5</Value></UserDelegationKey>`;

test("[BL6] with an identity the service lends a key, once an hour, and the URLs name who signed and for how long", async () => {
  const asked: string[] = [];
  let nowMs = NOW_MS;
  const service = connectBlobs(
    {
      kind: "identity",
      serviceUri: "https://account.blob.core.windows.net",
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: NOW_MS * 2 }) },
    },
    {
      httpClient: {
        sendRequest: (request) => {
          asked.push(`${request.method} ${new URL(request.url).search}`);
          return Promise.resolve({
            request,
            status: 200,
            headers: { toJson: () => ({ "content-type": "application/xml" }) },
            bodyAsText: KEY,
          } as never);
        },
      },
    },
  );
  const blobs = createBlobs(service, { nowMs: () => nowMs });
  const read = async () => new URL(await blobs.downloadUrl({ path: "p/j/a", untilMs: nowMs + 600_000, fileName: "a" }));
  const url = await read();
  expect([url.origin, url.pathname]).toEqual(["https://account.blob.core.windows.net", "/artifacts/p/j/a"]);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    sp: "r",
    sr: "b",
    spr: "https",
    skoid: "oid",
    se: "2026-07-01T00:10:00Z",
  });
  await read();
  expect(asked).toEqual([expect.stringContaining("userdelegationkey")]);
  nowMs += 3_600_000;
  await read();
  expect(asked).toHaveLength(2);
});
