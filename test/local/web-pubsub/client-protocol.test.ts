import { SendMessageError, WebPubSubJsonProtocol } from "@azure/web-pubsub-client";
import { expect, test } from "vitest";
import { ALL_ROLES, aServer, BareClient, sdkClient, SIMPLE } from "./support.ts";

test("[LW12] a client's message reaches its group with the sender's name, in every data type", async () => {
  const { urlFor } = await aServer();
  const { client } = sdkClient(await urlFor({ userId: "ann", roles: ALL_ROLES }));
  const messages: unknown[] = [];
  client.on("group-message", ({ message }) => messages.push([message.fromUserId, message.dataType, message.data]));
  await client.start();
  await client.joinGroup("g");
  await client.sendToGroup("g", { n: 1 }, "json");
  await client.sendToGroup("g", "text", "text");
  await client.sendToGroup("g", Uint8Array.of(1, 2).buffer, "binary");
  expect(messages).toEqual([
    ["ann", "json", { n: 1 }],
    ["ann", "text", "text"],
    ["ann", "binary", Uint8Array.of(1, 2).buffer],
  ]);
});

test("[LW12] who is not in the group hears nothing of it", async () => {
  const { service, urlFor } = await aServer();
  const sender = await BareClient.open(await urlFor({ roles: ALL_ROLES }));
  const outsider = await BareClient.open(await urlFor({ userId: "outsider", groups: ["other"] }));
  sender.send({ type: "sendToGroup", group: "g", data: "secret", ackId: 1 });
  expect(await sender.next("ack")).toMatchObject({ success: true });
  await service.sendToUser("outsider", "open");
  expect(await outsider.next("message")).toMatchObject({ data: "open" });
});

test("[LW12] noEcho spares the sender alone", async () => {
  const { urlFor } = await aServer();
  const url = await urlFor({ roles: ALL_ROLES, groups: ["g"] });
  const sender = sdkClient(url);
  const other = sdkClient(url);
  await sender.client.start();
  const ready = other.connected();
  await other.client.start();
  await ready;
  await sender.client.sendToGroup("g", "quiet", "text", { noEcho: true });
  await sender.client.sendToGroup("g", "loud", "text");
  await other.reach(2);
  await sender.reach(1);
  expect(other.received).toEqual(["quiet", "loud"]);
  expect(sender.received).toEqual(["loud"]);
});

test("[LW12] a group that was left brings nothing more", async () => {
  const { service, urlFor } = await aServer();
  const { client, received, reach } = sdkClient(await urlFor({ roles: ALL_ROLES }));
  await client.start();
  await client.joinGroup("a");
  await client.joinGroup("b");
  await client.leaveGroup("a");
  await service.group("a").sendToAll("left");
  await service.group("b").sendToAll("joined");
  await reach(1);
  expect(received).toEqual(["joined"]);
});

test("[LW10] one wildcard role covers a product's groups and no other's", async () => {
  const { urlFor } = await aServer();
  const { client } = sdkClient(await urlFor({ roles: ["webpubsub.joinLeaveGroups.fleet.p1.**"] }));
  await client.start();
  await client.joinGroup("fleet.p1.job.7.log");
  await expect(client.joinGroup("fleet.p2.job.7")).rejects.toThrow(SendMessageError);
  await expect(client.joinGroup("fleet.p10.job.7")).rejects.toThrow(SendMessageError);
  await expect(client.sendToGroup("fleet.p1.job.7.log", "x", "text")).rejects.toMatchObject({
    errorDetail: { name: "Forbidden" },
  });
});

test("[LW11] a repeated ackId is a Duplicate and does nothing twice", async () => {
  const { urlFor } = await aServer();
  const { client, received, reach } = sdkClient(await urlFor({ roles: ALL_ROLES, groups: ["g"] }));
  await client.start();
  expect(await client.sendToGroup("g", "once", "text", { ackId: 7 })).toMatchObject({ isDuplicated: false });
  expect(await client.sendToGroup("g", "once", "text", { ackId: 7 })).toMatchObject({ isDuplicated: true });
  await client.sendToGroup("g", "end", "text");
  await reach(2);
  expect(received).toEqual(["once", "end"]);
});

test("[LW11] what was forbidden may be asked again with its ackId after a grant, and not after the revocation", async () => {
  const { service, urlFor } = await aServer();
  const { client, connected } = sdkClient(await urlFor());
  const started = connected();
  await client.start();
  const connectionId = await started;
  await expect(client.joinGroup("g", { ackId: 1_000 })).rejects.toMatchObject({ errorDetail: { name: "Forbidden" } });
  expect(await service.hasPermission(connectionId, "joinLeaveGroup", { targetName: "g" })).toBe(false);
  await service.grantPermission(connectionId, "joinLeaveGroup", { targetName: "g" });
  expect(await service.hasPermission(connectionId, "joinLeaveGroup", { targetName: "g" })).toBe(true);
  expect(await service.hasPermission(connectionId, "joinLeaveGroup")).toBe(false);
  expect(await client.joinGroup("g", { ackId: 1_000 })).toMatchObject({ isDuplicated: false });
  await service.revokePermission(connectionId, "joinLeaveGroup", { targetName: "g" });
  await expect(client.leaveGroup("g")).rejects.toMatchObject({ errorDetail: { name: "Forbidden" } });
});

test("[LW11] no acknowledgement is sent for a frame without an ackId", async () => {
  const { urlFor } = await aServer();
  const client = await BareClient.open(await urlFor());
  await client.next("system");
  client.send({ type: "joinGroup", group: "g" });
  client.send({ type: "ping" });
  expect(await client.next()).toEqual({ type: "pong" });
});

test("[LW13] the simple subprotocol carries neither tokens nor sequence ids", async () => {
  const { service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "ann", groups: ["g"] }), SIMPLE);
  const connected = await client.next("system");
  expect(connected).toEqual({
    type: "system",
    event: "connected",
    userId: "ann",
    connectionId: connected["connectionId"],
  });
  await service.group("g").sendToAll({ n: 1 });
  expect(await client.next()).toEqual({ type: "message", from: "group", group: "g", dataType: "json", data: { n: 1 } });
  await service.sendToUser("ann", "hi", { contentType: "text/plain" });
  expect(await client.next()).toEqual({ type: "message", from: "server", dataType: "text", data: "hi" });
});

test("[LW13] the SDK's simple protocol works, and a cut gives it a new connection", async () => {
  const { server, service, urlFor } = await aServer();
  const url = await urlFor({ groups: ["g"] });
  const { client, connected, received, reach } = sdkClient(url, { protocol: WebPubSubJsonProtocol() });
  const started = connected();
  await client.start();
  const first = await started;
  const again = connected();
  server.severAll();
  expect(await again).not.toBe(first);
  await service.group("g").sendToAll("x");
  await reach(1);
  expect(received).toEqual(["x"]);
});

test("[LW13] a client without a subprotocol gets bare data, as text or bytes", async () => {
  const { service, urlFor } = await aServer();
  const client = await BareClient.open(await urlFor({ userId: "raw" }), null);
  await service.sendToUser("raw", { n: 1 });
  expect(await client.next()).toEqual({ raw: '{"n":1}', isBinary: false });
  await service.sendToUser("raw", "text", { contentType: "text/plain" });
  expect(await client.next()).toEqual({ raw: "text", isBinary: false });
  await service.sendToUser("raw", Buffer.from("bytes"));
  expect(await client.next()).toEqual({ raw: "bytes", isBinary: true });
  client.socket.send("ignored, since there is no event handler");
  await service.sendToUser("raw", "still here", { contentType: "text/plain" });
  expect(await client.next()).toEqual({ raw: "still here", isBinary: false });
});

test("[LW14] a frame that makes no sense ends the connection with 1008 and says why", async () => {
  const { urlFor } = await aServer();
  const client = await BareClient.open(await urlFor());
  await client.next("system");
  client.send({ type: "unheard" });
  expect(await client.next("system")).toMatchObject({
    event: "disconnected",
    message: expect.stringContaining("type"),
  });
  expect(await client.closed).toBe(1008);
});

test("[LW14] events and invocations are refused at once, since there is no event handler", async () => {
  const { urlFor } = await aServer();
  const { client } = sdkClient(await urlFor());
  await client.start();
  await expect(client.sendEvent("e", "x", "text")).rejects.toMatchObject({
    errorDetail: { name: "InternalServerError" },
  });
  await expect(client.invokeEvent("e", "x", "text")).rejects.toMatchObject({ errorDetail: { name: "NotFound" } });
});
