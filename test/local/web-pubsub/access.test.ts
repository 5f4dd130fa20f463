import { request } from "node:http";
import { expect, test } from "vitest";
import { WEB_PUBSUB_EMULATOR_KEY } from "#local/web-pubsub/web-pubsub-server.ts";
import { aServer, BareClient, refusalStatus, serviceFor, sign } from "./support.ts";

const WRONG_KEY = "another-key-another-key-another-key";

test("[LW17] REST: only a fresh token of the right key for this address is accepted", async () => {
  const { server, service } = await aServer();
  await expect(service.sendToAll("x")).resolves.not.toThrow();
  const stranger = serviceFor(server.connectionString.replace(WEB_PUBSUB_EMULATOR_KEY, WRONG_KEY));
  await expect(stranger.sendToAll("x")).rejects.toMatchObject({ statusCode: 401, code: "Unauthorized" });

  const path = "/api/hubs/fleet/users/u";
  const url = `${server.endpoint}${path}`;
  const head = (authorization?: string, target = path): Promise<number> =>
    status(server.port, target, authorization === undefined ? {} : { authorization });
  expect(await head(`Bearer ${await sign(url)}`)).toBe(404);
  expect(await head(`Bearer ${await sign(`${url}?api-version=2024-12-01`)}`, `${path}?api-version=2024-12-01`)).toBe(
    404,
  );
  expect(await head(`Bearer ${await sign(url)}`, `${path}?api-version=2024-12-01`)).toBe(404);
  expect(await head()).toBe(401);
  expect(await head("Bearer nonsense")).toBe(401);
  expect(await head(`Bearer ${await sign(`${server.endpoint}/api/hubs/other/users/u`)}`)).toBe(401);
  expect(await head(`Bearer ${await sign(url, { expiresInSeconds: -1 })}`)).toBe(401);
  expect(await head(`Bearer ${await sign(url, { expiresInSeconds: null })}`)).toBe(401);
  expect(await head(`Bearer ${await sign(url, { key: WRONG_KEY })}`)).toBe(401);
});

test("[LW17] client: a wrong key, a wrong hub, an expired token and no token are refused with 401", async () => {
  let nowMs = Date.now();
  const { server, service, urlFor } = await aServer({ nowMs: () => nowMs });
  const url = await urlFor();
  const stranger = serviceFor(server.connectionString.replace(WEB_PUBSUB_EMULATOR_KEY, WRONG_KEY));
  expect(await refusalStatus((await stranger.getClientAccessToken()).url)).toBe(401);
  expect(await refusalStatus(url.replace("/hubs/fleet", "/hubs/other"))).toBe(401);
  expect(await refusalStatus((await service.getClientAccessToken()).baseUrl)).toBe(401);
  expect(await refusalStatus(`${(await service.getClientAccessToken()).baseUrl}?access_token=nonsense`)).toBe(401);
  expect(await refusalStatus(url.replace("/client/hubs/fleet", "/elsewhere"))).toBe(404);
  nowMs += 3_599_000;
  const client = await BareClient.open(url);
  expect(await client.next("system")).toMatchObject({ event: "connected" });
  nowMs += 2_000;
  expect(await refusalStatus(url)).toBe(401);
});

test("[LW17] the client token may come in a header, and the hub's case does not matter", async () => {
  const { service } = await aServer();
  const { token, baseUrl } = await service.getClientAccessToken({ userId: "u" });
  const client = await BareClient.open(baseUrl.replace("fleet", "FLEET"), undefined, {
    authorization: `Bearer ${token}`,
  });
  expect(await client.next("system")).toMatchObject({ event: "connected", userId: "u" });
});

test("[LW17] another access key can be given", async () => {
  const { server, service } = await aServer({ accessKey: WRONG_KEY });
  expect(server.connectionString).toContain(WRONG_KEY);
  await expect(service.sendToAll("x")).resolves.not.toThrow();
});

test("[LW18] pages of this machine may connect, pages of other sites may not", async () => {
  const { server, urlFor } = await aServer();
  const url = await urlFor();
  for (const origin of ["http://localhost:5173", "http://127.0.0.1:7071", "http://[::1]:80", "http://app.localhost"]) {
    const client = await BareClient.open(url, undefined, { origin });
    expect(await client.next("system")).toMatchObject({ event: "connected" });
  }
  for (const origin of [
    "https://example.com",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "null",
  ]) {
    expect(await refusalStatus(url, { origin })).toBe(403);
    expect(await status(server.port, "/api/health", { origin })).toBe(403);
  }
});

test("[LW18] a foreign name that leads to this machine is refused", async () => {
  const { server, urlFor } = await aServer();
  expect(await refusalStatus(await urlFor(), { host: `rebound.example.com:${server.port}` })).toBe(403);
  expect(await status(server.port, "/api/health", { host: "rebound.example.com" })).toBe(403);
  expect(await status(server.port, "/api/health", { host: "localhost" })).toBe(200);
});

test("[LW18] a page of this machine may ask before it calls", async () => {
  const { server } = await aServer();
  const origin = "http://localhost:5173";
  const response = await fetch(`${server.endpoint}/api/hubs/fleet/:send`, { method: "OPTIONS", headers: { origin } });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
});

function status(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method: "HEAD", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("error", reject).end();
  });
}
