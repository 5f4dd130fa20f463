import { expect, test } from "vitest";

import { type Json, type JsonObject } from "#local/cosmos/query/source.ts";
import { type SqlError } from "#local/cosmos/sql/sql-error.ts";

import { NOW_MS, TestPartition } from "./support.ts";

function of(...documents: readonly JsonObject[]): TestPartition {
  const partition = new TestPartition();
  for (const document of documents) partition.put({ pk: "a", ...document });
  return partition;
}

function refusalOf(run: () => unknown): readonly [code: string | null, message: string] {
  try {
    run();
  } catch (error) {
    const { code, message } = error as SqlError;
    return [code, message];
  }
  throw new Error("It was accepted.");
}

test("[LQ1] a plain query yields documents in the order of creation", () => {
  const partition = of({ n: 3 }, { n: 1 }, { n: 2 });
  expect(partition.rows("SELECT VALUE c.n FROM c")).toEqual([3, 1, 2]);
  expect(partition.rows("SELECT c.n FROM c WHERE c.n > 1")).toEqual([{ n: 3 }, { n: 2 }]);
  expect(partition.rows("SELECT * FROM c WHERE c.n = 3")).toEqual([{ pk: "a", n: 3, _rid: "r1" }]);
  expect(partition.rows("SELECT VALUE c.missing FROM c")).toEqual([]);
  expect(partition.rows("SELECT VALUE 1 + 1")).toEqual([2]);
});

test("[LQ1] a query sees the partition key, or the prefix of one, that it is given", () => {
  const partition = new TestPartition({
    levels: 2,
    keyOf: (json) => [json["tenant"], json["user"]],
    indexes: [["/n"], ["/kind", "/n"]],
  });
  for (const [tenant, user, n] of [
    ["t1", "u1", 1],
    ["t1", "u2", 2],
    ["t2", "u1", 3],
    ["t1", "u1", 4],
  ] as const) {
    partition.put({ tenant, user, n, kind: "k" });
  }
  const rows = (partitionKey: readonly Json[] | null, text: string) =>
    partition.rows(text, { scope: { partitionKey } });
  for (const text of [
    "SELECT VALUE c.n FROM c",
    "SELECT VALUE c.n FROM c WHERE c.kind = 'k'",
    "SELECT VALUE c.n FROM c ORDER BY c.n",
  ]) {
    expect(rows(["t1", "u1"], text)).toEqual([1, 4]);
    expect(rows(["t1"], text)).toEqual([1, 2, 4]);
    expect(rows(null, text)).toEqual([1, 2, 3, 4]);
    expect(rows(["t9"], text)).toEqual([]);
  }
});

test("[LQ1] what the engine hides is not seen through an index either", () => {
  const partition = new TestPartition({ indexes: [["/n"]] });
  for (const n of [1, 2, 3]) partition.put({ pk: "a", n });
  partition.hidden.add(2);
  const scope = { partitionKey: ["a"] };
  expect(partition.rows("SELECT VALUE c.n FROM c WHERE c.n > 0 ORDER BY c.n", { scope })).toEqual([1, 3]);
  expect(partition.rows("SELECT VALUE c.n FROM c", { scope })).toEqual([1, 3]);
});

test("[LQ2] ORDER BY sorts across types, and TOP and OFFSET LIMIT cut", () => {
  const partition = of({ n: "x" }, { n: 1 }, {}, { n: null }, { n: [1] }, { n: false }, { n: { a: 1 } }, { n: true });
  const sorted = [undefined, null, false, true, 1, "x", [1], { a: 1 }];
  expect(partition.rows("SELECT c.n FROM c ORDER BY c.n").map((row) => (row as { n?: unknown }).n)).toEqual(sorted);
  expect(partition.rows("SELECT VALUE c.n FROM c ORDER BY c.n DESC OFFSET 1 LIMIT 2")).toEqual([[1], "x"]);
  expect(partition.rows("SELECT TOP 2 VALUE c.n FROM c ORDER BY c.n")).toEqual([null, false]);
  const parameters = [{ name: "@top", value: 1 }];
  expect(partition.rows("SELECT TOP @top VALUE c.n FROM c ORDER BY c.n DESC", { parameters })).toEqual([{ a: 1 }]);
});

test("[LQ9] aggregates fold all rows into one, GROUP BY into one for each key", () => {
  const partition = of(
    { k: "x", n: 1 },
    { k: "y", n: 5 },
    { k: "x", n: 3 },
    { k: "z" },
    { k: "z", n: "text" },
    { n: 1 },
  );
  const rows = (text: string) => partition.rows(text, { maxItemCount: 2 });
  expect(rows("SELECT VALUE COUNT(1) FROM c")).toEqual([6]);
  expect(rows("SELECT COUNT(c.n) AS n, MIN(c.n) AS lo, MAX(c.n) AS hi FROM c")).toEqual([{ n: 5, lo: 1, hi: "text" }]);
  expect(rows("SELECT VALUE SUM(c.n) FROM c")).toEqual([]);
  expect(rows("SELECT VALUE AVG(c.n) FROM c WHERE IS_NUMBER(c.n)")).toEqual([2.5]);
  expect(rows("SELECT VALUE COUNT(1) FROM c WHERE c.k = 'none'")).toEqual([0]);
  expect(rows("SELECT VALUE MAX(c.n) FROM c WHERE c.k = 'none'")).toEqual([]);
  expect(rows("SELECT VALUE COUNT(1) FROM c WHERE c.k = @missing")).toEqual([0]);
  expect(rows("SELECT VALUE COUNTIF(c.n > 2) FROM c")).toEqual([2]);
  expect(rows("SELECT c.k, COUNT(1) AS n, SUM(c.n) / 2 AS half FROM c GROUP BY c.k")).toEqual([
    { k: "x", n: 2, half: 2 },
    { k: "y", n: 1, half: 2.5 },
    { k: "z", n: 2 },
    { n: 1, half: 0.5 },
  ]);
  expect(rows("SELECT VALUE c.k FROM c GROUP BY c.k OFFSET 1 LIMIT 1")).toEqual(["y"]);
});

test("[LQ9] DISTINCT knows equal objects whatever the order of their properties", () => {
  const partition = of({ o: { a: 1, b: [2] } }, { o: { b: [2], a: 1 } }, { o: { a: 1 } }, { o: 0 }, { o: -0 });
  expect(partition.rows("SELECT DISTINCT VALUE c.o FROM c", { maxItemCount: 1 })).toEqual([
    { a: 1, b: [2] },
    { a: 1 },
    0,
  ]);
});

test("[LQ11] parameters are named once, with an @, and hold what a document could", () => {
  const partition = of({ n: 1 });
  const page = (parameters: Json) => refusalOf(() => partition.page("SELECT * FROM c", { parameters }))[1];
  expect(page([{ name: "n", value: 1 }])).toMatch(/format of symbol '@'/);
  expect(page([{ value: 1 }])).toMatch(/format of symbol '@'/);
  expect(
    page([
      { name: "@n", value: 1 },
      { name: "@n", value: 2 },
    ]),
  ).toBe("Specified duplicate parameter name.");
  expect(page("@n")).toMatch(/must be an array/);
  expect(page([{ name: "@n", value: JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) as Json }])).toMatch(/too deep/);
  expect(partition.page("SELECT VALUE GetCurrentTimestamp() FROM c").documents).toEqual([NOW_MS]);
});

test("[LQ12] ORDER BY is refused where the indexing policy cannot serve it", () => {
  const partition = new TestPartition({
    indexes: [
      ["/a", "-/b"],
      ["/a", "/b", "/d"],
    ],
  });
  partition.excluded = ["/secret"];
  const refused = (order: string) => refusalOf(() => partition.page(`SELECT * FROM c ORDER BY ${order}`));
  const noComposite = "The order by query does not have a corresponding composite index that it can be served from.";
  expect(refused("c.a, c.b")).toEqual([null, noComposite]);
  expect(refused("c.b DESC, c.a")).toEqual([null, noComposite]);
  expect(refused("c.a, c.b DESC, c.d")).toEqual([null, noComposite]);
  expect(refused("c.b, c.d")).toEqual([null, noComposite]);
  expect(refused("c.secret")).toEqual([
    null,
    "The index path corresponding to the specified order-by item is excluded.",
  ]);
  expect(refused("LOWER(c.a)")[0]).toBe("SC2107");
  expect(refused("c")[0]).toBe("SC2107");
  for (const order of ["c.a, c.b DESC", "c.a DESC, c.b", "c.a, c.b, c.d", "c.a DESC, c.b DESC, c.d DESC", "c.any"]) {
    expect(partition.page(`SELECT * FROM c ORDER BY ${order}`).documents).toEqual([]);
  }
});

test("[LQ13] TOP, OFFSET and LIMIT must be non-negative integers", () => {
  const partition = of({ n: 1 });
  for (const text of ["SELECT TOP 1.5 * FROM c", "SELECT TOP @none * FROM c", "SELECT * FROM c OFFSET 'x' LIMIT 1"]) {
    expect([text, refusalOf(() => partition.page(text))[0]]).toEqual([text, "SC2062"]);
  }
  expect(refusalOf(() => partition.page("SELECT TOP c.n * FROM c"))[0]).toBe("SC2001");
});

test("[LQ14] conditions on indexed paths are looked up: equality, IN, ranges, across partition keys too", () => {
  const partition = new TestPartition({ indexes: [["/kind", "/n"]] });
  for (let at = 0; at < 1000; at += 1) partition.put({ pk: `p${at % 10}`, kind: `k${at % 4}`, n: at });
  const scanned = (condition: string, scope: readonly Json[] | null) => {
    const page = partition.page(`SELECT VALUE c.n FROM c WHERE ${condition}`, { scope: { partitionKey: scope } });
    return [page.work.scanned, page.documents.length];
  };
  expect(scanned("c.kind = 'k1' AND c.n < 100", null)).toEqual([25, 25]);
  expect(scanned("c.kind IN ('k1', 'k3') AND c.n BETWEEN 100 AND 199", null)).toEqual([50, 50]);
  expect(scanned("ARRAY_CONTAINS(['k1', 'k3'], c.kind) AND c.n < 100", null)).toEqual([50, 50]);
  expect(scanned("IS_NULL(c.kind)", null)).toEqual([0, 0]);
  expect(scanned("c.kind = 'k1' AND 900 <= c.n", ["p1"])).toEqual([5, 5]);
  expect(scanned("c.kind > 'k2'", ["p1"])).toEqual([50, 50]);
  expect(scanned("c.kind = 'k1' AND c.n = 'text'", null)).toEqual([0, 0]);
  expect(scanned("c.kind = @missing", null)).toEqual([0, 0]);
  expect(scanned("c.kind = 'k1' OR c.n = 2", null)).toEqual([1000, 251]);
  expect(scanned("NOT c.kind = 'k1'", null)).toEqual([1000, 750]);
});

test("[LQ16] several ranges of an index are merged in order, and no further than the page goes", () => {
  const partition = new TestPartition({ indexes: [["/stage", "-/at"], ["/at"]] });
  for (let at = 0; at < 3000; at += 1) partition.put({ pk: `p${at % 3}`, stage: `s${at % 5}`, at });
  const page = (condition: string, partitionKey: readonly Json[] | null) =>
    partition.page(`SELECT TOP 4 VALUE c.at FROM c WHERE ${condition} ORDER BY c.at DESC`, { scope: { partitionKey } });
  // One more than handed out: this index has equal rows the other way round, so a run of them is read to its end.
  const stages = "ARRAY_CONTAINS(['s0', 's1'], c.stage)";
  expect(page(stages, ["p0"])).toMatchObject({ documents: [2991, 2985, 2976, 2970], work: { scanned: 5 } });
  expect(page(stages, null)).toMatchObject({ documents: [2996, 2995, 2991, 2990], work: { scanned: 5 } });
  expect(page("c.at < 100", null)).toMatchObject({ documents: [99, 98, 97, 96], work: { scanned: 4 } });
});

test("[LQ16] where there are too many partition keys to merge, the rows are gathered and sorted", () => {
  const partition = new TestPartition({ indexes: [["/at"]] });
  for (let at = 0; at < 2000; at += 1) partition.put({ pk: `p${at}`, at: (at * 7) % 2000 });
  const text = "SELECT TOP 3 VALUE c.at FROM c WHERE c.at >= 500 ORDER BY c.at";
  expect(partition.page(text)).toMatchObject({ documents: [500, 501, 502], work: { scanned: 1500 } });
  expect(partition.page("SELECT TOP 3 VALUE c.at FROM c ORDER BY c.at").documents).toEqual([0, 1, 2]);
});
