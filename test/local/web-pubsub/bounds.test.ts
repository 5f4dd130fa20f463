import { expect, test } from "vitest";
import { ALL_ROLES, aServer, BareClient, openDeaf, refusalStatus, sdkClient, serviceFor } from "./support.ts";

test("[LW15] a reliable client that acknowledges nothing is closed with 1008 at the buffer limit", async () => {
  const { service, urlFor } = await aServer({ bufferMessagesMax: 5 });
  const client = await BareClient.open(await urlFor({ userId: "slow" }));
  await client.next("system");
  for (let n = 0; n < 5; n += 1) await service.sendToUser("slow", { n });
  expect(await service.userExists("slow")).toBe(true);
  await service.sendToUser("slow", { n: 5 });
  expect(await client.closed).toBe(1008);
  expect(await service.userExists("slow")).toBe(false);
});

test("[LW15] a client that was ended can do nothing more on the socket that still closes", async () => {
  const { service, urlFor } = await aServer({ bufferMessagesMax: 1 });
  const client = await BareClient.open(await urlFor({ userId: "slow", roles: ALL_ROLES }));
  await client.next("system");
  client.socket.pause();
  await service.sendToUser("slow", 1);
  await service.sendToUser("slow", 2);
  client.send({ type: "joinGroup", group: "g" });
  client.socket.resume();
  expect(await client.closed).toBe(1008);
  expect(await service.groupExists("g")).toBe(false);
});

test("[LW15] a plain client that reads nothing loses its place when 64 MiB wait for it", async () => {
  const { service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "stuck" }), null);
  client.socket.pause();
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  // The system's own socket buffers take a few megabytes before anything waits in the server.
  while (sent < 100 && (await service.userExists("stuck"))) {
    await service.sendToUser("stuck", chunk);
    sent += 1;
  }
  expect(sent).toBeGreaterThan(64);
  expect(sent).toBeLessThan(100);
});

test("[LW16] a burst of 3,000 messages within a second leaves a healthy client connected", async () => {
  const { urlFor } = await aServer();
  const url = await urlFor({ roles: ALL_ROLES });
  const sender = await BareClient.open(url);
  const { client, received, reach } = sdkClient(url);
  let disconnections = 0;
  client.on("disconnected", () => (disconnections += 1));
  await client.start();
  await client.joinGroup("g");
  for (let n = 0; n < 3_000; n += 1) sender.send({ type: "sendToGroup", group: "g", dataType: "json", data: n });
  await reach(3_000);
  expect(received).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
  expect(disconnections).toBe(0);
});

test("[LW22] a body of 1 MiB is sent, one byte more is refused with 413", async () => {
  const { service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "u" }), null);
  await service.sendToUser("u", Buffer.alloc(1024 * 1024));
  expect(await client.next()).toMatchObject({ isBinary: true });
  const tooLarge = { statusCode: 413, code: "MessageTooLarge" };
  await expect(service.sendToUser("u", Buffer.alloc(1024 * 1024 + 1))).rejects.toMatchObject(tooLarge);
  await expect(service.sendToUser("u", Buffer.alloc(8 * 1024 * 1024))).rejects.toMatchObject(tooLarge);
});

test("[LW22] a client's frame above 1 MiB closes its socket with 1009", async () => {
  const { urlFor } = await aServer();
  const client = await BareClient.open(await urlFor());
  await client.next("system");
  client.socket.send("x".repeat(1024 * 1024 + 1));
  expect(await client.closed).toBe(1009);
});

test("[LW22] a connection can be in 1,000 groups and not in one more", async () => {
  const { service, urlFor } = await aServer();
  const groups = Array.from({ length: 1_000 }, (_, n) => `g${n}`);
  const client = await BareClient.open(await urlFor({ roles: ALL_ROLES }));
  const { connectionId } = await client.next("system");
  for (let from = 0; from < 1_000; from += 100) {
    await service.addConnectionsToGroups(groups.slice(from, from + 100), "true");
  }
  await expect(service.group("more").addConnection(String(connectionId))).rejects.toMatchObject({
    code: "TooManyGroups",
  });
  client.send({ type: "joinGroup", group: "more", ackId: 1 });
  expect(await client.next("ack")).toMatchObject({ success: false, error: { name: "Forbidden" } });
  client.send({ type: "joinGroup", group: "g1", ackId: 2 });
  expect(await client.next("ack")).toMatchObject({ success: true });
});

test("[LW22] there are at most 100 hubs, and their names follow the rule of Azure", async () => {
  const { server } = await aServer();
  for (let n = 0; n < 100; n += 1) {
    // Whoever has no token cannot use the hubs up.
    expect(await refusalStatus(`${server.endpoint}/client/hubs/stranger${n}`)).toBe(401);
  }
  for (let n = 0; n < 100; n += 1) await serviceFor(server.connectionString, `h${n}`).userExists("u");
  await serviceFor(server.connectionString, "H7").userExists("u");
  await expect(serviceFor(server.connectionString, "h100").sendToAll("x")).rejects.toMatchObject({
    code: "InvalidHub",
  });
  const url = await serviceFor(server.connectionString, "h100").getClientAccessToken();
  expect(await refusalStatus(url.url)).toBe(404);
});

test("[LW23] a closing server tells its clients and frees its port", async () => {
  const { server, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor());
  await client.next("system");
  await server.close();
  expect(await client.next("system")).toMatchObject({ event: "disconnected", message: "The server shuts down." });
  expect(await client.closed).toBe(1001);
  const successor = await aServer({ port: server.port });
  expect(successor.server.endpoint).toBe(server.endpoint);
});

test("[LW23] a client that does not answer the farewell cannot hold the server up", async () => {
  const { server, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor());
  await client.next("system");
  client.socket.pause();
  await expect(server.close()).resolves.toBeUndefined();
  await expect(server.close()).resolves.toBeUndefined();
});

test("[LW23] a client that does not answer a close frame is cut after a second", { timeout: 10_000 }, async () => {
  const { service, urlFor } = await aServer();
  const client = await openDeaf(await urlFor({ userId: "deaf" }));
  await service.closeUserConnections("deaf");
  await expect(client.closed).resolves.toBeDefined();
});

test("[LW23] after a restart on the same port an SDK client negotiates anew by itself", async () => {
  const { server, urlFor } = await aServer();
  const { client, connected } = sdkClient(() => urlFor());
  const started = connected();
  await client.start();
  const before = await started;
  const again = connected();
  await server.close();
  await aServer({ port: server.port });
  expect(await again).not.toBe(before);
});

test("[LW23] a port that is taken is an error", async () => {
  const { server } = await aServer();
  await expect(aServer({ port: server.port })).rejects.toThrow("EADDRINUSE");
});
