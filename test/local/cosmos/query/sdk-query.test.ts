import { type Container, type FeedOptions, type SqlQuerySpec } from "@azure/cosmos";
import { beforeAll, expect, test } from "vitest";

import { refusalOf, useCosmos } from "../support/cosmos.ts";

const cosmos = useCosmos({ partitions: 4 });
let container: Container;

type Item = { id: string; pk: string; n: number; parity: string; tags: string[]; score: number };
const items: Item[] = Array.from({ length: 60 }, (_, at) => ({
  id: `i${at}`,
  pk: `k${at % 20}`,
  n: (at * 7) % 60,
  parity: at % 2 === 0 ? "even" : "odd",
  tags: at % 3 === 0 ? ["fizz"] : [],
  score: at % 5,
}));

beforeAll(async () => {
  container = await cosmos.container({
    indexingPolicy: {
      includedPaths: [{ path: "/*" }],
      excludedPaths: [{ path: "/secret/?" }],
      compositeIndexes: [
        [
          { path: "/parity", order: "ascending" },
          { path: "/n", order: "descending" },
        ],
      ],
    },
  });
  for (const item of items) await container.items.create(item);
});

/** Every row of a query over all physical partitions, which the SDK asks a plan for and merges. */
async function rows(query: string | SqlQuerySpec, options: FeedOptions = {}): Promise<unknown[]> {
  const { resources } = await container.items.query<unknown>(query, { maxItemCount: 3, ...options }).fetchAll();
  return resources;
}

const ascending = items.toSorted((left, right) => left.n - right.n);

test("[LP1] the SDK merges an ORDER BY over the partitions", async () => {
  expect(await rows("SELECT VALUE c.n FROM c ORDER BY c.n")).toEqual(ascending.map((item) => item.n));
  expect(await rows("SELECT VALUE c.n FROM c ORDER BY c.n DESC")).toEqual(ascending.map((item) => item.n).toReversed());
  expect(await rows("SELECT TOP 5 c.id, c.n AS place FROM c WHERE c.n > 9 ORDER BY c.n")).toEqual(
    ascending.slice(10, 15).map(({ id, n }) => ({ id, place: n })),
  );
  expect(await rows("SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 10 LIMIT 7")).toEqual([10, 11, 12, 13, 14, 15, 16]);
  const both = items.toSorted((left, right) => left.parity.localeCompare(right.parity) || right.n - left.n);
  expect(await rows("SELECT VALUE c.id FROM c ORDER BY c.parity ASC, c.n DESC")).toEqual(both.map((item) => item.id));
});

test("[LP2] the SDK merges aggregates and groups", async () => {
  const parameters = [{ name: "@least", value: 30 }];
  expect(await rows({ query: "SELECT VALUE COUNT(1) FROM c WHERE c.n >= @least", parameters })).toEqual([30]);
  expect(await rows("SELECT VALUE SUM(c.n) FROM c")).toEqual([(59 * 60) / 2]);
  expect(await rows("SELECT VALUE AVG(c.n) FROM c")).toEqual([29.5]);
  expect(await rows("SELECT VALUE MIN(c.n) FROM c")).toEqual([0]);
  expect(await rows("SELECT VALUE MAX(c.n) FROM c WHERE c.pk = 'k3'")).toEqual([41]);
  const groups = await rows(
    "SELECT c.parity, COUNT(1) AS n, MAX(c.n) AS most, AVG(c.n) AS mean FROM c GROUP BY c.parity",
  );
  const byParity = (parity: string) => items.filter((item) => item.parity === parity).map((item) => item.n);
  const expected = ["even", "odd"].map((parity) => {
    const values = byParity(parity);
    const mean = values.reduce((sum, n) => sum + n, 0) / values.length;
    return { parity, n: 30, most: Math.max(...values), mean };
  });
  expect((groups as Item[]).toSorted((left, right) => left.parity.localeCompare(right.parity))).toEqual(expected);
});

test("[LP3] the SDK merges DISTINCT, TOP and OFFSET LIMIT", async () => {
  expect(new Set(await rows("SELECT DISTINCT VALUE c.parity FROM c"))).toEqual(new Set(["even", "odd"]));
  expect(await rows("SELECT DISTINCT VALUE c.parity FROM c ORDER BY c.parity DESC")).toEqual(["odd", "even"]);
  expect(await rows("SELECT TOP 4 * FROM c")).toHaveLength(4);
  expect(new Set(await rows("SELECT VALUE c.id FROM c"))).toEqual(new Set(items.map((item) => item.id)));
  // Without an ORDER BY it is not said which ten.
  expect(new Set(await rows("SELECT VALUE c.id FROM c OFFSET 5 LIMIT 10")).size).toBe(10);
  expect(await rows("SELECT VALUE t FROM c JOIN t IN c.tags")).toHaveLength(20);
});

test("[LP4] a one-field ORDER BY is taken up by a continuation token, ties included", async () => {
  const query = "SELECT c.id, c.score FROM c ORDER BY c.score DESC";
  const whole = (await rows(query)) as Item[];
  const seen: Item[] = [];
  let continuationToken: string | undefined;
  do {
    const options: FeedOptions = { maxItemCount: 4, enableQueryControl: true };
    if (continuationToken !== undefined) options.continuationToken = continuationToken;
    const page = await container.items.query<Item>(query, options).fetchNext();
    seen.push(...(page.resources ?? []));
    ({ continuationToken } = page);
  } while (continuationToken !== undefined);
  expect(seen.map((item) => item.id).toSorted()).toEqual(whole.map((item) => item.id).toSorted());
  expect(seen.map((item) => item.score)).toEqual(whole.map((item) => item.score));
});

test("[LP5] one partition key pages by continuation and needs no plan", async () => {
  const options: FeedOptions = { partitionKey: "k3", maxItemCount: 1 };
  const iterator = container.items.query<number>("SELECT VALUE c.n FROM c ORDER BY c.n DESC", options);
  const seen: number[] = [];
  while (iterator.hasMoreResults()) seen.push(...((await iterator.fetchNext()).resources ?? []));
  expect(seen).toEqual([41, 21, 1]);
  expect(await rows("SELECT VALUE COUNT(1) FROM c", { partitionKey: "k3" })).toEqual([3]);
});

test("[LP6] refusals reach the caller as 400 with their words", async () => {
  const refused = async (query: string, options: FeedOptions = {}) => {
    const refusal = await refusalOf(rows(query, options));
    return [refusal?.code, refusal?.message ?? ""] as const;
  };
  const syntax = await refused("SELECT * FROM c WHERE c.n == 1", { partitionKey: "k3" });
  expect(syntax[0]).toBe(400);
  expect(syntax[1]).toContain('"location":{"start":27,"end":28},"code":"SC1001"');
  expect((await refused("SELECT * FROM c ORDER BY c.n, c.pk"))[1]).toContain("composite index");
  expect((await refused("SELECT * FROM c ORDER BY c.secret"))[1]).toContain("excluded");
  expect((await refused("SELECT * FROM c", { partitionKey: "k3", continuationToken: "made-up" }))[0]).toBe(400);
});
