import { expect, test } from "vitest";
import { ALL_ROLES, aServer, BareClient, openDeaf, recoveryUrl, sdkClient, type Frame } from "./support.ts";

test("[LW1] 2,000 sends across 3 abrupt cuts arrive once, in order, on the same connection", async () => {
  const { server, service, urlFor } = await aServer();
  const { client, connected, received, reach } = sdkClient(await urlFor({ userId: "u", groups: ["g"] }));
  let disconnections = 0;
  client.on("disconnected", () => (disconnections += 1));
  const started = connected();
  await client.start();
  const connectionId = await started;

  const group = service.group("g");
  for (let n = 0; n < 2_000; n += 20) {
    // Sequential batches: each send is awaited in order, so that the order of arrival means something.
    if (n === 400 || n === 1_000 || n === 1_600) server.severAll();
    for (let each = n; each < n + 20; each += 1) await group.sendToAll({ n: each });
  }
  await reach(2_000);
  expect(received).toEqual(Array.from({ length: 2_000 }, (_, n) => ({ n })));
  expect(disconnections).toBe(0);
  expect(await service.connectionExists(connectionId)).toBe(true);
});

test("[LW2] the old reconnection token stays valid until the client has answered on the new socket", async () => {
  const { server, service, urlFor } = await aServer();
  const url = await urlFor({ groups: ["g"] });
  const first = await BareClient.open(url);
  const connected = await first.next("system");
  server.severAll();
  await first.closed;
  await service.group("g").sendToAll({ n: 1 });

  // This client is cut before it can read anything: it still holds its first token only.
  const unread = await openDeaf(recoveryUrl(url, connected));
  server.severAll();
  await unread.closed;

  const second = await BareClient.open(recoveryUrl(url, connected));
  const again = await second.next("system");
  expect(again["connectionId"]).toBe(connected["connectionId"]);
  expect(await second.next("message")).toMatchObject({ data: { n: 1 }, sequenceId: 1 });
  await pingPong(second);

  server.severAll();
  await second.closed;
  const stale = await BareClient.open(recoveryUrl(url, connected));
  expect(await stale.closed).toBe(1008);
  const third = await BareClient.open(recoveryUrl(url, again));
  expect(await third.next("system")).toMatchObject({ connectionId: connected["connectionId"] });
});

test("[LW3] a lost place is answered with 101 and then 1008", async () => {
  const { urlFor } = await aServer();
  const url = await urlFor();
  const stranger = await BareClient.open(recoveryUrl(url, { connectionId: "gone", reconnectionToken: "none" }));
  expect(await stranger.closed).toBe(1008);
});

test("[LW3] a wrong reconnection token does not open another's place", async () => {
  const { service, urlFor } = await aServer();
  const url = await urlFor();
  const owner = await BareClient.open(url);
  const { connectionId } = await owner.next("system");
  const thief = await BareClient.open(recoveryUrl(url, { connectionId, reconnectionToken: "guess" }));
  expect(await thief.closed).toBe(1008);
  expect(await service.connectionExists(String(connectionId))).toBe(true);
});

test("[LW4] an expired access token on the recovery address does not hurt", async () => {
  let nowMs = Date.now();
  const { server, urlFor } = await aServer({ nowMs: () => nowMs, recoveryWindowMs: 3 * 3_600_000 });
  const url = await urlFor({ expirationTimeInMinutes: 1 });
  const first = await BareClient.open(url);
  const connected = await first.next("system");
  server.severAll();
  await first.closed;
  nowMs += 2 * 3_600_000;
  const second = await BareClient.open(recoveryUrl(url, connected));
  expect(await second.next("system")).toMatchObject({ connectionId: connected["connectionId"] });
});

test("[LW5] the place is kept until the recovery window ends, and not a millisecond longer", async () => {
  let nowMs = Date.now();
  const { server, service, urlFor } = await aServer({ nowMs: () => nowMs });
  const url = await urlFor({ groups: ["g"] });
  const first = await BareClient.open(url);
  const connected = await first.next("system");
  server.severAll();
  await first.closed;
  nowMs += 29_999;
  const second = await BareClient.open(recoveryUrl(url, connected));
  const again = await second.next("system");
  server.severAll();
  await second.closed;
  // The server sees the cut when it answers the next request at the latest.
  expect(await service.groupExists("g")).toBe(true);
  nowMs += 30_000;
  const late = await BareClient.open(recoveryUrl(url, again));
  expect(await late.closed).toBe(1008);
  expect(await service.groupExists("g")).toBe(false);
});

test("[LW5] a place that nobody returns to is freed by itself", async () => {
  const { server, service, urlFor } = await aServer({ recoveryWindowMs: 20 });
  const client = await BareClient.open(await urlFor({ userId: "u" }));
  await client.next("system");
  server.severAll();
  await client.closed;
  await expect.poll(() => service.userExists("u")).toBe(false);
});

test("[LW6] after a lost place the client negotiates anew and is in its groups again", async () => {
  const { server, service, urlFor } = await aServer({ recoveryWindowMs: 0 });
  const { client, connected, received, reach } = sdkClient(() => urlFor({ roles: ALL_ROLES }));
  const started = connected();
  await client.start();
  const before = await started;
  await client.joinGroup("g");
  server.severAll();
  const after = await connected();
  expect(after).not.toBe(before);
  await service.group("g").sendToAll("back");
  await reach(1);
  expect(received).toEqual(["back"]);
});

test("[LW7] a client that closes by itself leaves its place at once", async () => {
  const { service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "u" }));
  await client.next("system");
  client.socket.close();
  await client.closed;
  expect(await service.userExists("u")).toBe(false);
});

test("[LW8] acknowledged messages are not replayed, the others are, in order", async () => {
  const { server, service, urlFor } = await aServer();
  const url = await urlFor({ groups: ["g"] });
  const first = await BareClient.open(url);
  const connected = await first.next("system");
  for (let n = 1; n <= 4; n += 1) await service.group("g").sendToAll({ n });
  await first.next("message");
  first.send({ type: "sequenceAck", sequenceId: 2 });
  await pingPong(first);
  server.severAll();
  await first.closed;
  const second = await BareClient.open(recoveryUrl(url, connected));
  await second.next("system");
  expect(await second.next("message")).toMatchObject({ sequenceId: 3, data: { n: 3 } });
  expect(await second.next("message")).toMatchObject({ sequenceId: 4, data: { n: 4 } });
  await service.group("g").sendToAll({ n: 5 });
  expect(await second.next("message")).toMatchObject({ sequenceId: 5, data: { n: 5 } });
});

test("[LW9] a message whose life is over is not replayed", async () => {
  let nowMs = Date.now();
  const { server, service, urlFor } = await aServer({ nowMs: () => nowMs });
  const url = await urlFor({ groups: ["g"] });
  const first = await BareClient.open(url);
  const connected = await first.next("system");
  server.severAll();
  await first.closed;
  await service.group("g").sendToAll("short", { messageTtlSeconds: 5 });
  await service.group("g").sendToAll("long", { messageTtlSeconds: 300 });
  nowMs += 5_000;
  const second = await BareClient.open(recoveryUrl(url, connected));
  expect(await second.next("message")).toMatchObject({ data: "long", sequenceId: 2 });
});

async function pingPong(client: BareClient): Promise<Frame> {
  client.send({ type: "ping" });
  return client.next("pong");
}
