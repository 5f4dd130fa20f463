import { type Container } from "@azure/cosmos";
import { expect, test } from "vitest";
import { codeOf, refusalOf, useCosmos } from "../support/cosmos.ts";
import { rawRequest } from "../support/raw.ts";

const cosmos = useCosmos({ partitions: 4 });

async function filled(count: number): Promise<Container> {
  const container = await cosmos.container({
    indexingPolicy: {
      includedPaths: [{ path: "/*" }, { path: "/n/?" }],
      excludedPaths: [{ path: "/hidden/*" }],
      compositeIndexes: [
        [
          { path: "/group", order: "ascending" },
          { path: "/n", order: "descending" },
        ],
      ],
    },
  });
  const items = Array.from({ length: count }, (_, n) => ({ id: `i${n}`, pk: `p${n % 10}`, n, group: n % 3 }));
  await Promise.all(items.map((item) => container.items.create(item)));
  return container;
}

/** All pages of a query, each in a request of its own that knows only the token of the one before. */
async function page(
  container: Container,
  text: string,
  options: { maxItemCount: number; partitionKey?: string },
): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let continuationToken: string | undefined;
  do {
    const iterator = container.items.query(text, {
      ...options,
      ...(continuationToken === undefined ? {} : { continuationToken }),
    });
    const reply = await iterator.fetchNext();
    pages.push(reply.resources ?? []);
    continuationToken = reply.continuationToken;
  } while (continuationToken !== undefined);
  return pages;
}

const post = (container: Container, headers: Record<string, string>, body: unknown) =>
  rawRequest(cosmos.server, {
    method: "POST",
    path: `${container.url}/docs`,
    headers: { "x-ms-documentdb-isquery": "True", "content-type": "application/query+json", ...headers },
    body: JSON.stringify(body),
  });

test("[LC80] a plain query walks all physical partitions, and its pages give every item once", async () => {
  const container = await filled(50);
  const pages = await page(container, "SELECT VALUE c.n FROM c WHERE c.n >= 0", { maxItemCount: 7 });
  expect(pages.flat().toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(Math.max(...pages.map((rows) => rows.length))).toBe(7);
});

test("[LC80] aggregates, ORDER BY, DISTINCT, TOP, OFFSET and GROUP BY are merged by the client over all partitions", async () => {
  const container = await filled(40);
  const run = async (text: string) => (await container.items.query(text).fetchAll()).resources;
  expect(await run("SELECT VALUE COUNT(1) FROM c")).toEqual([40]);
  expect(await run("SELECT VALUE MAX(c.n) FROM c")).toEqual([39]);
  expect(await run("SELECT VALUE AVG(c.n) FROM c WHERE c.n < 11")).toEqual([5]);
  expect(await run("SELECT VALUE c.n FROM c ORDER BY c.n DESC")).toEqual(Array.from({ length: 40 }, (_, n) => 39 - n));
  expect(await run("SELECT TOP 3 VALUE c.n FROM c ORDER BY c.n")).toEqual([0, 1, 2]);
  expect(await run("SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 5 LIMIT 2")).toEqual([5, 6]);
  // Not the group itself: this SDK drops a distinct 0, false or "".
  expect(new Set(await run("SELECT DISTINCT VALUE c['group'] + 1 FROM c"))).toEqual(new Set([1, 2, 3]));
  const groups = await run("SELECT c['group'] AS g, COUNT(1) AS count FROM c GROUP BY c['group']");
  expect(groups.toSorted((a, b) => a.g - b.g)).toEqual([
    { g: 0, count: 14 },
    { g: 1, count: 13 },
    { g: 2, count: 13 },
  ]);
});

test("[LC80] an order over two fields is served by its composite index, over all partitions", async () => {
  const container = await filled(30);
  const text = "SELECT c['group'] AS g, c.n FROM c ORDER BY c['group'] ASC, c.n DESC";
  const { resources } = await container.items.query(text).fetchAll();
  const expected = Array.from({ length: 30 }, (_, n) => ({ g: n % 3, n })).toSorted((a, b) => a.g - b.g || b.n - a.n);
  expect(resources).toEqual(expected);
  const wrong = "SELECT * FROM c ORDER BY c['group'] ASC, c.n ASC";
  expect(await codeOf(container.items.query(wrong).fetchAll())).toBe(400);
  expect(await codeOf(container.items.query("SELECT * FROM c ORDER BY c.hidden").fetchAll())).toBe(400);
});

test("[LC81] a query inside one partition key pages by token, in order", async () => {
  const container = await filled(60);
  const options = { maxItemCount: 2, partitionKey: "p4" };
  expect(await page(container, "SELECT VALUE c.n FROM c", options)).toEqual([
    [4, 14],
    [24, 34],
    [44, 54],
  ]);
  const descending = await page(container, "SELECT VALUE c.n FROM c ORDER BY c.n DESC", options);
  expect(descending.flat()).toEqual([54, 44, 34, 24, 14, 4]);
});

test("[LC81] a made-up continuation or page size is 400", async () => {
  const container = await filled(3);
  const headers = { "x-ms-documentdb-partitionkey": '["p1"]' };
  const body = { query: "SELECT * FROM c" };
  expect((await post(container, { ...headers, "x-ms-continuation": "made up" }, body)).status).toBe(400);
  expect((await post(container, { ...headers, "x-ms-max-item-count": "many" }, body)).status).toBe(400);
  const cross = { "x-ms-documentdb-query-enablecrosspartition": "True" };
  for (const token of ["made up", '{"token":null,"range":{"min":"7"}}', '{"token":5,"range":{"min":""}}']) {
    expect((await post(container, { ...cross, "x-ms-continuation": token }, body)).status).toBe(400);
  }
});

test("[LC82] a query that the client must merge is refused with 1004 and its plan", async () => {
  const container = await filled(3);
  const cross = { "x-ms-documentdb-query-enablecrosspartition": "True" };
  const reply = await post(container, cross, { query: "SELECT * FROM c ORDER BY c.n" });
  expect(reply.status).toBe(400);
  expect(reply.headers.get("x-ms-substatus")).toBe("1004");
  const { additionalErrorInfo } = JSON.parse(reply.body.toString()) as { additionalErrorInfo: string };
  expect(JSON.parse(additionalErrorInfo)).toMatchObject({ queryInfo: { orderBy: ["Ascending"] } });
  const disabled = await post(container, {}, { query: "SELECT * FROM c" });
  expect(disabled.status).toBe(400);
  expect(disabled.body.toString()).toContain("enablecrosspartition");
});

test("[LC82] the plan of a query that pins the partition key names that one point of the hash range", async () => {
  const container = await filled(3);
  const headers = { "x-ms-cosmos-is-query-plan-request": "True" };
  const query = {
    query: "SELECT * FROM c WHERE c.pk = @p ORDER BY c.n",
    parameters: [{ name: "@p", value: "redmond" }],
  };
  const plan = JSON.parse((await post(container, headers, query)).body.toString()) as { queryRanges: unknown[] };
  const point = "22E342F38A486A088463DFF7838A5963";
  expect(plan.queryRanges).toEqual([{ min: point, max: point, isMinInclusive: true, isMaxInclusive: true }]);
});

test("[LC82] a partition key range that is not there is 410 with substatus 1002", async () => {
  const container = await filled(3);
  const reply = await post(container, { "x-ms-documentdb-partitionkeyrangeid": "9" }, { query: "SELECT * FROM c" });
  expect(reply.status).toBe(410);
  expect(reply.headers.get("x-ms-substatus")).toBe("1002");
});

test("[LC82] a slice of the hash range limits a query to the keys inside it", async () => {
  const container = await filled(40);
  const rows = async (headers: Record<string, string>) => {
    const all = { "x-ms-documentdb-partitionkeyrangeid": "1", ...headers };
    const reply = await post(container, all, { query: "SELECT VALUE c.n FROM c" });
    return (JSON.parse(reply.body.toString()) as { Documents: number[] }).Documents;
  };
  const whole = await rows({});
  const middle = "18000000000000000000000000000000";
  const low = await rows({ "x-ms-start-epk": "", "x-ms-end-epk": middle });
  const high = await rows({ "x-ms-start-epk": middle, "x-ms-end-epk": "FF" });
  expect(new Set([...low, ...high])).toEqual(new Set(whole));
  expect(low.length + high.length).toBe(whole.length);
  expect(Math.min(low.length, high.length)).toBeGreaterThan(0);
});

test("[LC83] a resume filter takes an order up after a value, as the .NET SDK asks", async () => {
  const container = await filled(30);
  const body = {
    query: "SELECT VALUE c.n FROM c WHERE c.pk = 'p3' ORDER BY c.n ASC",
    resumeFilter: { value: [13], exclude: true },
  };
  const reply = await post(container, { "x-ms-documentdb-partitionkey": '["p3"]' }, body);
  expect(JSON.parse(reply.body.toString())).toMatchObject({ Documents: [23] });
});

test("[LC83] a query that is no query is 400 and says where", async () => {
  const container = await filled(1);
  const refusal = await refusalOf(container.items.query("SELEKT * FROM c").fetchAll());
  expect(refusal).toMatchObject({ code: 400 });
  const headers = { "x-ms-documentdb-partitionkey": '["p0"]' };
  for (const body of [{}, { query: 5 }, { query: "SELECT * FROM c", parameters: [{ name: "x", value: 1 }] }]) {
    expect((await post(container, headers, body)).status).toBe(400);
  }
});

test("[LC83] metrics come when they are asked for, and an idle page is empty", async () => {
  const container = await filled(5);
  const headers = { "x-ms-documentdb-partitionkey": '["p1"]', "x-ms-documentdb-populatequerymetrics": "True" };
  const reply = await post(container, headers, { query: "SELECT * FROM c" });
  expect(reply.headers.get("x-ms-documentdb-query-metrics")).toContain("retrievedDocumentCount=1");
  expect(reply.headers.get("x-ms-item-count")).toBe("1");
  expect((await container.items.query("SELECT * FROM c WHERE c.n = 99").fetchAll()).resources).toEqual([]);
});

test("[LC84] an item query follows replaces and deletes in its indexes", async () => {
  const container = await filled(20);
  await container.item("i3", "p3").replace({ id: "i3", pk: "p3", n: 100, group: 0 });
  await container.item("i13", "p3").delete();
  await container.items.create({ id: "new", pk: "p3", n: 50, group: 0 });
  const text = "SELECT VALUE c.n FROM c WHERE c['group'] = 0 ORDER BY c['group'] ASC, c.n DESC";
  expect((await container.items.query(text, { partitionKey: "p3" }).fetchAll()).resources).toEqual([100, 50]);
});
