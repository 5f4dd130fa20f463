import { ChangeFeedStartFrom, type JSONObject, type OperationInput } from "@azure/cosmos";
import { expect, test } from "vitest";
import { rawRequest } from "../support/raw.ts";
import { codeOf, useCosmos } from "../support/cosmos.ts";

const cosmos = useCosmos({ partitions: 2 });
const create = (id: string, rest: JSONObject = {}): OperationInput => ({
  operationType: "Create",
  resourceBody: { id, pk: "p", ...rest },
});

test("[LC20] a batch applies all of its operations, in order, each seeing the ones before it", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "old", pk: "p" });
  const { result, code } = await container.items.batch(
    [
      create("a", { n: 1 }),
      { operationType: "Patch", id: "a", resourceBody: { operations: [{ op: "incr", path: "/n", value: 1 }] } },
      { operationType: "Read", id: "a" },
      { operationType: "Upsert", resourceBody: { id: "b", pk: "p" } },
      { operationType: "Replace", id: "b", resourceBody: { id: "b", pk: "p", n: 5 } },
      { operationType: "Delete", id: "old" },
      create("old", { again: true }),
    ],
    "p",
  );
  expect(code).toBe(200);
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([201, 200, 200, 201, 200, 204, 201]);
  expect(result?.[2]?.resourceBody).toMatchObject({ n: 2 });
  expect((await container.item("a", "p").read()).etag).toBe(result?.[1]?.eTag);
  expect((await container.item("old", "p").read()).resource).toMatchObject({ again: true });
});

test("[LC20] a batch that fails changes nothing: the failed operation says why, the others 424", async () => {
  const container = await cosmos.container({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/u"] }] } });
  const { resource: before } = await container.items.create({ id: "taken", pk: "p", u: 1 });
  const { result, code } = await container.items.batch(
    [
      create("x", { u: 2 }),
      { operationType: "Replace", id: "taken", resourceBody: { id: "taken", pk: "p", u: 3 } },
      create("taken", { u: 4 }),
      create("y", { u: 5 }),
    ],
    "p",
  );
  expect(code).toBe(207);
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 424, 409, 424]);
  expect((await container.item("x", "p").read()).statusCode).toBe(404);
  expect((await container.item("taken", "p").read()).resource).toEqual(before);
  expect(await codeOf(container.items.create({ id: "z", pk: "p", u: 2 }))).toBeUndefined();
});

test("[LC20] a stale etag in a batch is 412 and undoes the rest", async () => {
  const container = await cosmos.container();
  const { etag } = await container.items.create({ id: "a", pk: "p", n: 1 });
  const replace = (n: number): OperationInput => ({
    operationType: "Replace",
    id: "a",
    resourceBody: { id: "a", pk: "p", n },
    ifMatch: etag,
  });
  expect((await container.items.batch([replace(2), create("b")], "p")).code).toBe(200);
  const second = await container.items.batch([create("c"), replace(3)], "p");
  expect(second.result?.map(({ statusCode }) => statusCode)).toEqual([424, 412]);
  expect((await container.item("c", "p").read()).statusCode).toBe(404);
});

test("[LC20] of many batches that race for one etag exactly one wins, whole", async () => {
  const container = await cosmos.container();
  const { etag } = await container.items.create({ id: "job", pk: "p" });
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      container.items.batch(
        [
          { operationType: "Replace", id: "job", resourceBody: { id: "job", pk: "p", n }, ifMatch: etag },
          create(`op${n}`),
        ],
        "p",
      ),
    ),
  );
  expect(replies.filter(({ code }) => code === 200)).toHaveLength(1);
  const { resources } = await container.items.query("SELECT * FROM c WHERE STARTSWITH(c.id, 'op')").fetchAll();
  expect(resources).toHaveLength(1);
});

test("[LC21] a batch takes at most 100 operations of one partition key", async () => {
  const container = await cosmos.container();
  const many = (count: number) => Array.from({ length: count }, (_, n) => create(`i${n}`));
  expect((await container.items.batch(many(100), "p")).code).toBe(200);
  // The SDK itself refuses 101, so this one goes without it.
  const headers = {
    "x-ms-documentdb-partitionkey": '["p"]',
    "x-ms-cosmos-is-batch-request": "True",
    "x-ms-cosmos-batch-atomic": "True",
  };
  const path = `${container.url}/docs`;
  const post = (body: string) => rawRequest(cosmos.server, { method: "POST", path, headers, body });
  expect((await post(JSON.stringify(many(101)))).status).toBe(400);
  expect((await post("[]")).status).toBe(400);
  expect((await post('[{"operationType":"Drop"}]')).status).toBe(400);
  const across = [create("q"), { operationType: "Create" as const, resourceBody: { id: "r", pk: "other" } }];
  const { code, result } = await container.items.batch(across, "p");
  expect(code).toBe(207);
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 400]);
});

test("[LC21] a batch of more than 2 MB is 413", async () => {
  const container = await cosmos.container();
  const body = "x".repeat(700_000);
  expect(
    await codeOf(container.items.batch([create("a", { body }), create("b", { body }), create("c", { body })], "p")),
  ).toBe(413);
});

test("[LC21] a batch on a missing container is 404", async () => {
  const missing = cosmos.client.database("db").container("nowhere");
  expect(await codeOf(missing.items.batch([create("a")], "p"))).toBe(404);
});

test("[LC22] the writes of a batch appear in the change feed together, in one page", async () => {
  const container = await cosmos.container();
  await container.items.batch(
    Array.from({ length: 10 }, (_, n) => create(`i${n}`)),
    "p",
  );
  const feed = container.items.getChangeFeedIterator({
    maxItemCount: 3,
    changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p"),
  });
  expect((await feed.readNext()).result).toHaveLength(10);
});

test("[LC23] bulk operations are accepted or refused each for itself", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "taken", pk: "p1" });
  const results = await container.items.executeBulkOperations([
    { operationType: "Create", partitionKey: "p1", resourceBody: { id: "taken", pk: "p1" } },
    { operationType: "Create", partitionKey: "p2", resourceBody: { id: "new", pk: "p2" } },
    { operationType: "Read", partitionKey: "p1", id: "taken" },
    {
      operationType: "Patch",
      partitionKey: "p1",
      id: "taken",
      resourceBody: { operations: [{ op: "set", path: "/x", value: 1 }] },
    },
    { operationType: "Delete", partitionKey: "p3", id: "nowhere" },
  ]);
  const codes = results.map(({ response, error }) => response?.statusCode ?? Number(error?.code));
  expect(codes).toEqual([409, 201, 200, 200, 404]);
});
