import { expect, test } from "vitest";
import { rawRequest } from "../support/raw.ts";
import { codeOf, refusalOf, useCosmos } from "../support/cosmos.ts";

const cosmos = useCosmos();
const ITEM_MAX_BYTES = 2 * 1024 * 1024;

test("[LC10] an item is created, read, replaced and deleted, with a new etag for every version", async () => {
  const container = await cosmos.container();
  const created = await container.items.create({ id: "a", pk: "p", n: 1 });
  expect(created.statusCode).toBe(201);
  const item = container.item("a", "p");
  const read = await item.read();
  expect(read.resource).toMatchObject({ id: "a", n: 1, _etag: created.etag });
  const replaced = await item.replace({ id: "a", pk: "p", n: 2 });
  expect(replaced.statusCode).toBe(200);
  expect(replaced.etag).not.toBe(created.etag);
  expect((await item.delete()).statusCode).toBe(204);
  expect((await item.read()).statusCode).toBe(404);
});

test("[LC10] what is not there is 404, and what is there already is 409", async () => {
  const container = await cosmos.container();
  const item = container.item("a", "p");
  expect(await codeOf(item.replace({ id: "a", pk: "p" }))).toBe(404);
  expect(await codeOf(item.delete())).toBe(404);
  expect(await codeOf(item.patch([{ op: "set", path: "/n", value: 1 }]))).toBe(404);
  await container.items.create({ id: "a", pk: "p" });
  expect(await codeOf(container.items.create({ id: "a", pk: "p" }))).toBe(409);
  expect(await codeOf(container.items.create({ id: "a", pk: "other" }))).toBeUndefined();
});

test("[LC10] an upsert creates what is missing and replaces what is there", async () => {
  const container = await cosmos.container();
  expect((await container.items.upsert({ id: "a", pk: "p", n: 1 })).statusCode).toBe(201);
  expect((await container.items.upsert({ id: "a", pk: "p", n: 2 })).statusCode).toBe(200);
  expect((await container.item("a", "p").read()).resource).toMatchObject({ n: 2 });
});

test("[LC10] a replace keeps the _rid and the server sets the system properties, whatever the client sends", async () => {
  const container = await cosmos.container();
  const first = await container.items.create({ id: "a", pk: "p", _rid: "made up", _ts: 1, _etag: "x", _lsn: 9 });
  expect(first.resource?._rid).not.toBe("made up");
  expect(first.resource?._ts).toBeGreaterThan(1);
  expect(first.resource).not.toHaveProperty("_lsn");
  const second = await container.item("a", "p").replace({ id: "a", pk: "p", _rid: "made up" });
  expect(second.resource?._rid).toBe(first.resource?._rid);
});

test("[LC11] a stale If-Match is 412 on every kind of write, and * matches whatever is there", async () => {
  const container = await cosmos.container();
  const { etag: stale } = await container.items.create({ id: "a", pk: "p", n: 1 });
  const item = container.item("a", "p");
  await item.replace({ id: "a", pk: "p", n: 2 });
  const ifStale = { accessCondition: { type: "IfMatch", condition: stale } };
  expect(await codeOf(item.replace({ id: "a", pk: "p" }, ifStale))).toBe(412);
  expect(await codeOf(item.patch([{ op: "incr", path: "/n", value: 1 }], ifStale))).toBe(412);
  expect(await codeOf(item.delete(ifStale))).toBe(412);
  expect(await codeOf(container.items.upsert({ id: "a", pk: "p" }, ifStale))).toBe(412);
  expect((await item.read()).resource).toMatchObject({ n: 2 });
  const ifAny = { accessCondition: { type: "IfMatch", condition: "*" } };
  expect((await item.replace({ id: "a", pk: "p", n: 3 }, ifAny)).statusCode).toBe(200);
});

test("[LC11] of many writers with the same etag exactly one wins", async () => {
  const container = await cosmos.container();
  const { etag } = await container.items.create({ id: "a", pk: "p", n: 0 });
  const accessCondition = { type: "IfMatch", condition: etag };
  const codes = await Promise.all(
    Array.from({ length: 32 }, (_, n) =>
      codeOf(container.item("a", "p").replace({ id: "a", pk: "p", n }, { accessCondition })),
    ),
  );
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  expect(codes.filter((code) => code === 412)).toHaveLength(31);
});

test("[LC11] If-Match on a create is ignored, and If-None-Match on a read gives 304", async () => {
  const container = await cosmos.container();
  const accessCondition = { type: "IfMatch", condition: '"made up"' };
  const created = await container.items.create({ id: "a", pk: "p" }, { accessCondition });
  expect(created.statusCode).toBe(201);
  const read = await container
    .item("a", "p")
    .read({ accessCondition: { type: "IfNoneMatch", condition: created.etag } });
  expect(read.statusCode).toBe(304);
});

test("[LC12] an item of more than 2 MB is 413", async () => {
  const container = await cosmos.container();
  const body = "x".repeat(ITEM_MAX_BYTES - 1000);
  expect(await codeOf(container.items.create({ id: "fits", pk: "p", body }))).toBeUndefined();
  expect(await codeOf(container.items.create({ id: "big", pk: "p", body: `${body}${"x".repeat(1000)}` }))).toBe(413);
  const patch = container.item("fits", "p").patch([{ op: "add", path: "/more", value: "x".repeat(1000) }]);
  expect(await codeOf(patch)).toBe(413);
});

test("[LC12] a body that is no item is 400", async () => {
  const container = await cosmos.container();
  const post = async (body: string, key = '["p"]') => {
    const headers = { "x-ms-documentdb-partitionkey": key };
    return (await rawRequest(cosmos.server, { method: "POST", path: `${container.url}/docs`, headers, body })).status;
  };
  expect(await post('{"id":"a","pk":"p"}')).toBe(201);
  for (const body of [
    "",
    "nonsense",
    "[]",
    '{"pk":"p"}',
    '{"id":"","pk":"p"}',
    '{"id":"a/b","pk":"p"}',
    '{"id":7,"pk":"p"}',
  ]) {
    expect({ body, status: await post(body) }).toEqual({ body, status: 400 });
  }
  expect(await post('{"id":"b","pk":"p","ttl":0}')).toBe(400);
  expect(await post('{"id":"b","pk":{"not":"a scalar"}}', "[{}]")).toBe(400);
  expect(await post('{"id":"b","pk":"p"}', "nonsense")).toBe(400);
});

test("[LC13] a key in the header that is not the item's is 400 with substatus 1001", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "a", pk: "p" });
  const refusal = await refusalOf(container.item("a", "p").replace({ id: "a", pk: "other" }));
  expect(refusal).toMatchObject({ code: 400, substatus: 1001 });
});

test("[LC13] numbers, booleans, null and a missing key are partitions of their own", async () => {
  const container = await cosmos.container();
  const keys = ["1", 1, true, false, null];
  for (const pk of keys) await container.items.create({ id: "same", pk: pk as string, is: String(pk) + typeof pk });
  await container.items.create({ id: "same", is: "missing" });
  for (const pk of keys) {
    const { resource } = await container.item("same", pk as string).read();
    expect(resource).toMatchObject({ is: String(pk) + typeof pk });
  }
  const { resources } = await container.items.query("SELECT VALUE c['is'] FROM c").fetchAll();
  expect(resources).toHaveLength(6);
});

test("[LC13] a hierarchical key names an item by all its levels, and a prefix names everything below", async () => {
  const container = await cosmos.container({
    partitionKey: { paths: ["/tenant", "/user"], kind: "MultiHash", version: 2 } as never,
  });
  for (const tenant of ["t1", "t2"]) {
    for (const user of ["u1", "u2"]) await container.items.create({ id: "a", tenant, user });
  }
  expect((await container.item("a", ["t1", "u2"]).read()).resource).toMatchObject({ tenant: "t1", user: "u2" });
  const { resources } = await container.items.query("SELECT * FROM c", { partitionKey: ["t2"] }).fetchAll();
  expect(resources.map(({ tenant, user }) => `${tenant}${user}`).toSorted()).toEqual(["t2u1", "t2u2"]);
});

test("[LC14] a unique key is unique inside a partition key, and free again after a change or a delete", async () => {
  const container = await cosmos.container({
    uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/mail"] }, { paths: ["/a", "/b"] }] },
  });
  await container.items.create({ id: "1", pk: "p", mail: "x", a: 1, b: 1 });
  expect(await codeOf(container.items.create({ id: "2", pk: "p", mail: "x", a: 1, b: 2 }))).toBe(409);
  expect(await codeOf(container.items.create({ id: "2", pk: "p", mail: "y", a: 1, b: 1 }))).toBe(409);
  expect(await codeOf(container.items.create({ id: "2", pk: "q", mail: "x", a: 1, b: 1 }))).toBeUndefined();
  expect(await codeOf(container.items.create({ id: "3", pk: "p", mail: "z", a: 1, b: 3 }))).toBeUndefined();
  expect(await codeOf(container.item("3", "p").patch([{ op: "set", path: "/mail", value: "x" }]))).toBe(409);
  await container.item("1", "p").replace({ id: "1", pk: "p", mail: "w", a: 2, b: 2 });
  expect(await codeOf(container.item("3", "p").patch([{ op: "set", path: "/mail", value: "x" }]))).toBeUndefined();
  await container.item("3", "p").delete();
  expect(await codeOf(container.items.create({ id: "4", pk: "p", mail: "x", a: 9, b: 9 }))).toBeUndefined();
});

test("[LC15] a client that asked for less gets the same status and etag, and no item", async () => {
  const container = await cosmos.container();
  const headers = { "x-ms-documentdb-partitionkey": '["p"]', prefer: "return=minimal" };
  const body = '{"id":"a","pk":"p"}';
  const created = await rawRequest(cosmos.server, {
    method: "POST",
    path: `${container.url}/docs`,
    headers,
    body,
  });
  expect(created.status).toBe(201);
  expect(created.body).toHaveLength(0);
  expect(created.headers.get("etag")).toBe((await container.item("a", "p").read()).etag);
});

test("[LC15] ids with letters beyond ASCII and with spaces and signs work", async () => {
  const container = await cosmos.container({ id: "behälter" });
  for (const id of ["ä ö ü", "a+b&c=d", "100%", "日本", 'quote"s']) {
    await container.items.create({ id, pk: id });
    expect((await container.item(id, id).read()).resource).toMatchObject({ id });
    await container.item(id, id).delete();
  }
});
