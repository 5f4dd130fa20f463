import { odata, type WebPubSubServiceClient } from "@azure/web-pubsub";
import { expect, test } from "vitest";
import { aServer, BareClient } from "../support.ts";

/** The operations that the SDK keeps to itself are called through its own generated client. */
type Generated = {
  client: {
    webPubSub: { generateClientToken: (hub: string, options: object) => Promise<{ token: string }> };
    healthApi: { getServiceStatus: (options: object) => Promise<void> };
  };
};

async function people(names: Record<string, string[]>) {
  const { service, urlFor } = await aServer();
  const clients: Record<string, BareClient & { id: string }> = {};
  for (const [name, groups] of Object.entries(names)) {
    const userId = name.replace(/\d$/, "");
    const client = await BareClient.open(await urlFor({ userId, groups }));
    const { connectionId } = await client.next("system");
    clients[name] = Object.assign(client, { id: String(connectionId) });
  }
  /** Who has received which of the messages so far: everybody gets a last one, and what came before it counts. */
  const inboxes = async (): Promise<Record<string, unknown[]>> => {
    const entries = Object.entries(clients).map(async ([name, client]) => {
      const data: unknown[] = [];
      await service.sendToConnection(client.id, "end");
      for (let frame = await client.next("message"); frame["data"] !== "end"; frame = await client.next("message")) {
        data.push(frame["data"]);
      }
      return [name, data] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  return { service, clients, inboxes };
}

test("[LW20] sends reach everybody, a group, a user or a connection", async () => {
  const { service, clients, inboxes } = await people({ ann1: ["g"], ann2: [], bob: ["g"] });
  await service.sendToAll("all");
  await service.group("g").sendToAll("group");
  await service.sendToUser("ann", "user");
  await service.sendToConnection(clients["bob"]!.id, "connection");
  await service.sendToUser("nobody", "lost");
  expect(await inboxes()).toEqual({
    ann1: ["all", "group", "user"],
    ann2: ["all", "user"],
    bob: ["all", "group", "connection"],
  });
});

test("[LW20] json, text and bytes arrive as they were sent", async () => {
  const { service, clients } = await people({ ann: ["g"] });
  const ann = clients["ann"]!;
  await service.group("g").sendToAll({ price: 12.5, nested: ["ü"] });
  await service.group("g").sendToAll("text", { contentType: "text/plain" });
  await service.group("g").sendToAll(Uint8Array.of(0, 255).buffer);
  expect(await ann.next("message")).toMatchObject({
    dataType: "json",
    data: { price: 12.5, nested: ["ü"] },
    from: "group",
  });
  expect(await ann.next("message")).toMatchObject({ dataType: "text", data: "text", group: "g" });
  const bytes = await ann.next("message");
  expect(bytes).toMatchObject({ dataType: "binary", data: "AP8=" });
  expect(bytes).not.toHaveProperty("fromUserId");
});

test("[LW21] excluded connections and those that the filter drops receive nothing", async () => {
  const { service, clients, inboxes } = await people({ ann1: ["g"], ann2: ["g"], bob: ["g", "h"] });
  await service.sendToAll("not ann1", { excludedConnections: [clients["ann1"]!.id] });
  await service.group("g").sendToAll("only bob", {
    excludedConnections: [clients["ann1"]!.id, clients["ann2"]!.id],
  });
  await service.sendToAll("in h", { filter: "'h' in groups" });
  await service.group("g").sendToAll("ann", { filter: odata`userId eq ${"ann"}` });
  await service.sendToUser("ann", "ann2", { filter: odata`connectionId eq ${clients["ann2"]!.id}` });
  expect(await inboxes()).toEqual({
    ann1: ["ann"],
    ann2: ["not ann1", "ann", "ann2"],
    bob: ["not ann1", "only bob", "in h"],
  });
});

test("[LW21] a wrong filter or a wrong body is refused with 400 and changes nothing", async () => {
  const { service, inboxes } = await people({ ann: [] });
  await expect(service.sendToAll("x", { filter: "userId eq" })).rejects.toMatchObject({
    statusCode: 400,
    code: "InvalidFilter",
  });
  await expect(service.addConnectionsToGroups(["g"], "nonsense")).rejects.toMatchObject({ code: "InvalidFilter" });
  await expect(service.addConnectionsToGroups([], "true")).rejects.toMatchObject({ code: "InvalidBody" });
  await expect(service.addConnectionsToGroups([" "], "true")).rejects.toMatchObject({ code: "InvalidGroupName" });
  expect(await inboxes()).toEqual({ ann: [] });
});

test("[LW20] existence of connections, groups and users", async () => {
  const { service, clients } = await people({ ann: ["g"] });
  expect(await service.connectionExists(clients["ann"]!.id)).toBe(true);
  expect(await service.connectionExists("nobody")).toBe(false);
  expect(await service.groupExists("g")).toBe(true);
  expect(await service.groupExists("h")).toBe(false);
  expect(await service.userExists("ann")).toBe(true);
  expect(await service.userExists("bob")).toBe(false);
});

test("[LW20] connections and users are put into groups and taken out of them", async () => {
  const { service, clients, inboxes } = await people({ ann1: [], ann2: [], bob: ["a", "b", "c"] });
  const [a, b] = [service.group("a"), service.group("b")];
  await a.addConnection(clients["ann1"]!.id);
  await b.addUser("ann");
  await b.removeConnection(clients["ann1"]!.id);
  await service.removeConnectionFromAllGroups(clients["bob"]!.id);
  await a.sendToAll("a1");
  await b.sendToAll("b1");
  await b.removeUser("ann");
  await service.removeUserFromAllGroups("ann");
  expect(await service.groupExists("a")).toBe(false);
  expect(await service.groupExists("b")).toBe(false);
  expect(await service.groupExists("c")).toBe(false);
  expect(await inboxes()).toEqual({ ann1: ["a1"], ann2: ["b1"], bob: [] });
});

test("[LW20] who does not exist can be taken out of a group, but not put into one", async () => {
  const { service } = await people({});
  await expect(service.group("g").addConnection("nobody")).rejects.toMatchObject({ statusCode: 404 });
  await expect(service.group("g").addUser("nobody")).rejects.toMatchObject({ statusCode: 404, code: "UserNotFound" });
  await service.group("g").removeConnection("nobody");
  await service.group("g").removeUser("nobody");
  await service.removeUserFromAllGroups("nobody");
  await service.removeConnectionFromAllGroups("nobody");
  await service.closeConnection("nobody");
  expect(await service.groupExists("g")).toBe(false);
});

test("[LW20] a filter puts connections into several groups at once and takes them out", async () => {
  const { service, inboxes } = await people({ ann: ["old"], bob: [] });
  await service.addConnectionsToGroups(["a", "b"], odata`userId eq ${"bob"} or 'old' in groups`);
  await service.removeConnectionsFromGroups(["b", "old"], "'old' in groups");
  await service.group("a").sendToAll("a");
  await service.group("b").sendToAll("b");
  expect(await service.groupExists("old")).toBe(false);
  expect(await inboxes()).toEqual({ ann: ["a"], bob: ["a", "b"] });
});

test("[LW20] closing tells the reason and ends with 1000", async () => {
  const { service, clients } = await people({ ann1: ["g"], ann2: ["g"], bob: ["g"], cid: [], dan: [] });
  const reason = "ü".repeat(100);
  await service.closeConnection(clients["dan"]!.id, { reason });
  expect(await clients["dan"]!.next("system")).toMatchObject({ event: "disconnected", message: reason });
  expect(await clients["dan"]!.closed).toBe(1000);
  // A close frame has room for 123 bytes, and its text must not end inside a character.
  expect(clients["dan"]!.closeReason).toBe("ü".repeat(61));

  await service.group("g").closeAllConnections(excluding([clients["ann1"]!.id, clients["ann2"]!.id]));
  expect(await clients["bob"]!.closed).toBe(1000);
  await service.closeUserConnections("ann", excluding([clients["ann2"]!.id]));
  expect(await clients["ann1"]!.closed).toBe(1000);
  await service.closeAllConnections(excluding([clients["cid"]!.id]));
  expect(await clients["ann2"]!.closed).toBe(1000);
  expect(await service.userExists("cid")).toBe(true);
  expect(await service.userExists("ann")).toBe(false);
});

test("[LW24] connections are listed page by page, each once", async () => {
  const names = Array.from({ length: 7 }, (_, n): [string, string[]] => [`u${n}`, ["g"]]);
  const { service, clients } = await people(Object.fromEntries(names));
  const ids = Object.values(clients).map((client) => client.id);
  const pages: number[] = [];
  const listed: string[] = [];
  const pager = await service.group("g").listConnections({ maxPageSize: 3 });
  for await (const page of pager.byPage()) {
    pages.push(page.length);
    listed.push(...page.map((member) => member.connectionId));
  }
  expect(pages).toEqual([3, 3, 1]);
  expect(listed.toSorted()).toEqual(ids.toSorted());
  expect(await count(service, { top: 5, maxPageSize: 2 })).toBe(5);
  expect(await count(service, { top: 100 })).toBe(7);
  expect(await count(service, { maxPageSize: 7 })).toBe(7);
});

test("[LW24] the user is named in a list, and an empty group has an empty list", async () => {
  const { service } = await people({ ann: ["g"] });
  const pager = await service.group("g").listConnections();
  expect((await pager.next()).value).toMatchObject({ userId: "ann" });
  const empty = await service.group("h").listConnections();
  expect((await empty.next()).done).toBe(true);
});

test("[LW11] permissions of unknown connections are refused with 404", async () => {
  const { service } = await people({});
  await expect(service.grantPermission("nobody", "sendToGroup")).rejects.toMatchObject({ code: "ConnectionNotFound" });
  expect(await service.hasPermission("nobody", "sendToGroup")).toBe(false);
});

test("[LW20] the service signs client tokens itself and reports its health", async () => {
  const { server, service } = await aServer();
  const { client } = service as unknown as Generated;
  await client.healthApi.getServiceStatus({});
  const options = { userId: "ann", roles: ["webpubsub.sendToGroup"], groups: ["g"], expirationTimeInMinutes: 5 };
  const { token } = await client.webPubSub.generateClientToken("fleet", options);
  const socket = await BareClient.open(
    `${server.endpoint}/client/hubs/fleet?access_token=${token}`.replace("http", "ws"),
  );
  expect(await socket.next("system")).toMatchObject({ userId: "ann" });
  socket.send({ type: "sendToGroup", group: "g", data: "x", ackId: 1 });
  expect(await socket.next("message")).toMatchObject({ group: "g", fromUserId: "ann" });
  await expect(client.webPubSub.generateClientToken("fleet", { clientType: "mqtt" })).rejects.toMatchObject({
    code: "UnsupportedClientType",
  });
});

test("[LW20] names may contain every character", async () => {
  const { service, urlFor } = await aServer();
  const strange = "a/b?c#d%e :send ü";
  const client = await BareClient.open(await urlFor({ userId: strange, groups: [strange, ":send"] }));
  await client.next("system");
  await service.group(strange).sendToAll("group");
  expect(await client.next("message")).toMatchObject({ group: strange, data: "group" });
  await service.sendToUser(strange, "user");
  expect(await client.next("message")).toMatchObject({ data: "user" });
  expect(await service.groupExists(":send")).toBe(true);
});

/** The SDK passes this option on, but its types do not know it. */
function excluding(excluded: string[]): object {
  return { excluded };
}

async function count(
  service: WebPubSubServiceClient,
  options: { top?: number; maxPageSize?: number },
): Promise<number> {
  let members = 0;
  const pager = await service.group("g").listConnections(options);
  for await (const _ of pager) members += 1;
  return members;
}
