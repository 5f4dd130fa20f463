import { expect, test } from "vitest";
import { clientOf, codeOf, DATABASE, refusalOf, useCosmos } from "../support/cosmos.ts";
import { rawRequest } from "../support/raw.ts";

const cosmos = useCosmos({ partitions: 2 });

test("[LC60] databases are created, listed, queried, read and dropped", async () => {
  const { databases } = cosmos.client;
  const { statusCode } = await databases.create({ id: "other" });
  expect(statusCode).toBe(201);
  expect(await codeOf(databases.create({ id: "other" }))).toBe(409);
  expect((await databases.createIfNotExists({ id: "other" })).statusCode).toBe(200);
  const all = (await databases.readAll().fetchAll()).resources.map(({ id }) => id);
  expect(all).toEqual([DATABASE, "other"]);
  const query = { query: "SELECT * FROM d WHERE d.id = @id", parameters: [{ name: "@id", value: "other" }] };
  expect((await databases.query(query).fetchAll()).resources).toMatchObject([{ id: "other" }]);
  expect((await cosmos.client.database("other").read()).resource).toMatchObject({ id: "other" });
  expect((await cosmos.client.database("other").delete()).statusCode).toBe(204);
  expect(await codeOf(cosmos.client.database("other").read())).toBe(404);
});

test("[LC60] containers are created, listed, read, replaced and dropped", async () => {
  const { containers } = cosmos.client.database(DATABASE);
  const { resource, container } = await containers.create({ id: "jobs", partitionKey: { paths: ["/productId"] } });
  expect(resource).toMatchObject({
    id: "jobs",
    partitionKey: { kind: "Hash", paths: ["/productId"], version: 2 },
    indexingPolicy: { indexingMode: "consistent", automatic: true, includedPaths: [{ path: "/*" }] },
    conflictResolutionPolicy: { mode: "LastWriterWins" },
  });
  expect(await codeOf(containers.create({ id: "jobs", partitionKey: "/x" }))).toBe(409);
  expect((await containers.readAll().fetchAll()).resources.map(({ id }) => id)).toContain("jobs");
  const replaced = await container.replace({ id: "jobs", partitionKey: { paths: ["/productId"] }, defaultTtl: 60 });
  expect(replaced.resource).toMatchObject({ defaultTtl: 60, _rid: resource?._rid });
  expect((await container.delete()).statusCode).toBe(204);
  expect(await codeOf(container.read())).toBe(404);
  expect(await codeOf(container.items.create({ id: "a", productId: "p" }))).toBe(404);
});

test("[LC60] a container's key, id and unique keys never change", async () => {
  const container = await cosmos.container({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/u"] }] } });
  const { resource } = await container.read();
  const definition = { ...resource, id: container.id, partitionKey: { paths: ["/pk"] } };
  expect(await codeOf(container.replace({ ...definition, partitionKey: { paths: ["/other"] } }))).toBe(400);
  expect(await codeOf(container.replace({ ...definition, uniqueKeyPolicy: { uniqueKeys: [] } }))).toBe(403);
  expect(await codeOf(container.replace(definition))).toBeUndefined();
});

test("[LC60] a definition that the service would not take is 400", async () => {
  const { containers } = cosmos.client.database(DATABASE);
  const create = (definition: object) => codeOf(containers.create({ id: "bad", partitionKey: "/pk", ...definition }));
  expect(await create({ partitionKey: { paths: ["/a", "/b"], kind: "Hash" } })).toBe(400);
  expect(await create({ partitionKey: { paths: ["/a", "/b", "/c", "/d"], kind: "MultiHash", version: 2 } })).toBe(400);
  expect(await create({ indexingPolicy: { includedPaths: [{ path: "/a/?" }] } })).toBe(400);
  expect(await create({ defaultTtl: 0 })).toBe(400);
  for (const id of ["a/b", "a?b", "x".repeat(256), "end "]) {
    const body = JSON.stringify({ id, partitionKey: { paths: ["/pk"] } });
    const reply = await rawRequest(cosmos.server, {
      method: "POST",
      path: `dbs/${DATABASE}/colls`,
      type: "colls",
      link: `dbs/${DATABASE}`,
      body,
    });
    expect({ id, status: reply.status }).toEqual({ id, status: 400 });
  }
});

test("[LC60] two databases hold containers of the same name apart", async () => {
  await cosmos.client.databases.create({ id: "twin" });
  const twin = cosmos.client.database("twin");
  await twin.containers.create({ id: "same", partitionKey: "/pk" });
  const container = await cosmos.container({ id: "same" });
  await container.items.create({ id: "a", pk: "p" });
  expect((await twin.container("same").items.readAll().fetchAll()).resources).toEqual([]);
  await twin.delete();
  expect((await container.items.readAll().fetchAll()).resources).toHaveLength(1);
});

test("[LC61] a request with a wrong key, no key or a broken one is 401", async () => {
  const wrong = clientOf(cosmos.server, { key: Buffer.from("wrong").toString("base64") });
  expect(await codeOf(wrong.getDatabaseAccount())).toBe(401);
  expect(await codeOf(wrong.database(DATABASE).read())).toBe(401);
  wrong.dispose();
  for (const authorization of [
    undefined,
    "nonsense",
    "%",
    "type=master&ver=1.0&sig=AAAA",
    "type=resource&ver=1.0&sig=x",
  ]) {
    const headers = authorization === undefined ? undefined : { authorization: encodeURIComponent(authorization) };
    const { status } = await fetch(`${cosmos.server.endpoint}dbs`, headers === undefined ? {} : { headers });
    expect({ authorization, status }).toEqual({ authorization, status: 401 });
  }
});

test("[LC61] a request by _rid is signed by the last _rid alone, in lower case", async () => {
  const container = await cosmos.container();
  const { resource } = await container.read();
  const { resource: database } = await cosmos.client.database(DATABASE).read();
  const [, db, , coll] = (resource?._self ?? "").split("/");
  expect(db).toBe(database?._rid);
  const path = `dbs/${db}/colls/${coll}/pkranges`;
  const link = (coll ?? "").toLowerCase();
  const reply = await rawRequest(cosmos.server, { method: "GET", path, type: "pkranges", link });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body.toString())).toMatchObject({ _rid: coll, _count: 2 });
  const other = await rawRequest(cosmos.server, { method: "GET", path, type: "pkranges", link: "another" });
  expect(other.status).toBe(401);
});

test("[LC62] the account names the address the client used, and its consistency", async () => {
  const { resource } = await cosmos.client.getDatabaseAccount();
  expect(resource?.consistencyPolicy).toBe("Strong");
  expect(resource?.writableLocations[0]?.databaseAccountEndpoint).toBe(cosmos.server.endpoint);
});

test("[LC62] a client in Direct mode is told to use the gateway, before anything else", async () => {
  const reply = await fetch(`${cosmos.server.endpoint}/addresses/?$resolveFor=dbs&$filter=protocol eq rntbd`);
  expect(reply.status).toBe(400);
  expect(await reply.text()).toContain("ConnectionMode.Gateway");
});

test("[LC62] every refusal carries an activity id, and unknown paths and verbs are refused", async () => {
  const refusal = await refusalOf(cosmos.client.database("nowhere").read());
  expect(refusal?.message).toMatch(/ActivityId: [0-9a-f-]{36}/);
  const path = `dbs/${DATABASE}/users`;
  const request = { method: "GET", path, type: "users", link: `dbs/${DATABASE}` };
  expect((await rawRequest(cosmos.server, request)).status).toBe(400);
  const put = { method: "PUT", path: `dbs/${DATABASE}`, type: "dbs", link: `dbs/${DATABASE}`, body: "{}" };
  expect((await rawRequest(cosmos.server, put)).status).toBe(405);
});

test("[LC63] the physical partitions are listed once, and 304 after that", async () => {
  const container = await cosmos.container();
  const { resources } = await container.readPartitionKeyRanges().fetchAll();
  expect(resources).toMatchObject([
    { id: "0", minInclusive: "", status: "online" },
    { id: "1", maxExclusive: "FF", status: "online" },
  ]);
  const path = `${container.url}/pkranges`;
  const headers = { "if-none-match": '"1"' };
  const reply = await rawRequest(cosmos.server, { method: "GET", path, type: "pkranges", headers });
  expect(reply.status).toBe(304);
});

test("[LC64] a consistency stronger than the account's is refused, a weaker one is taken", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "a", pk: "p" });
  const read = async (level: string) => {
    const headers = { "x-ms-consistency-level": level, "x-ms-documentdb-partitionkey": '["p"]' };
    const path = `${container.url}/docs/a`;
    return (await rawRequest(cosmos.server, { method: "GET", path, link: path, headers })).status;
  };
  expect(await read("Eventual")).toBe(200);
  expect(await read("Strong")).toBe(200);
  expect(await read("Nonsense")).toBe(400);
});
