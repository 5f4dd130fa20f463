import { expect, test } from "vitest";

import { crossPartitionBy, pinnedPartitionKey } from "#local/cosmos/query/cross-partition.ts";
import { queryPlan } from "#local/cosmos/query/query-plan.ts";
import { type Json, type JsonObject } from "#local/cosmos/query/source.ts";
import { compileQuery } from "#local/cosmos/sql/compile-select.ts";
import { parseQuery } from "#local/cosmos/sql/parse-select.ts";
import { printSelect } from "#local/cosmos/sql/print.ts";

import { columns, NOW_MS, TestPartition } from "./support.ts";

const queryRanges = [{ min: "", max: "FF", isMinInclusive: true, isMaxInclusive: false }];
const indexing = { compositeIndexes: [columns("/a", "-/b")], isPathIndexed: () => true };

const planOf = (text: string, parameters?: Json) =>
  queryPlan({ text, parameters, indexing, queryRanges }) as unknown as {
    queryInfo: JsonObject & { rewrittenQuery: string };
  };

test("[LP7] the plan of an ORDER BY wraps rows, and leaves a place for the SDK's filter", () => {
  const plan = planOf("SELECT TOP @top c.x, c.y AS z FROM c WHERE c.x > 1 ORDER BY c.a DESC, c.b ASC", [
    { name: "@top", value: 5 },
  ]);
  expect(plan).toEqual({
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: "None",
      top: 5,
      offset: null,
      limit: null,
      orderBy: ["Descending", "Ascending"],
      orderByExpressions: ["c.a", "c.b"],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: [],
      groupByAliasToAggregateType: {},
      rewrittenQuery:
        'SELECT TOP 5 c._rid, [{"item": c.a}, {"item": c.b}] AS orderByItems, {"x": c.x, "z": c.y} AS payload\nFROM c\n' +
        "WHERE ((c.x > 1)) AND ({documentdb-formattableorderbyquery-filter})\nORDER BY c.a DESC, c.b ASC",
      hasSelectValue: false,
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges,
    hybridSearchQueryInfo: null,
  });
});

test("[LP7] the plans of aggregates and groups say what to merge", () => {
  expect(planOf("SELECT VALUE AVG(c.n) FROM c").queryInfo).toMatchObject({
    aggregates: ["Average"],
    hasSelectValue: true,
    rewrittenQuery: 'SELECT VALUE [{"item": {"sum": SUM(c.n), "count": COUNT(c.n)}}]\nFROM c',
  });
  expect(planOf("SELECT VALUE MAX(c.n) FROM c WHERE c.n > 1").queryInfo.rewrittenQuery).toBe(
    'SELECT VALUE [{"item": MAX(c.n), "item2": {"max": MAX(c.n), "count": COUNT(c.n)}}]\nFROM c\nWHERE (c.n > 1)',
  );
  expect(planOf("SELECT c.k, COUNT(1) AS n FROM c GROUP BY c.k").queryInfo).toMatchObject({
    groupByExpressions: ["c.k"],
    groupByAliases: ["k", "n"],
    groupByAliasToAggregateType: { k: null, n: "Count" },
    aggregates: [],
    rewrittenQuery:
      'SELECT [{"item": c.k}] AS groupByItems, {"k": c.k, "n": {"item": COUNT(1)}} AS payload\nFROM c\nGROUP BY c.k',
  });
  expect(planOf("SELECT DISTINCT VALUE c.a FROM c ORDER BY c.a").queryInfo["distinctType"]).toBe("Ordered");
  expect(planOf("SELECT DISTINCT c.a FROM c").queryInfo).toMatchObject({
    distinctType: "Unordered",
    rewrittenQuery: "",
  });
  expect(planOf("SELECT c.a FROM c OFFSET 3 LIMIT 4").queryInfo.rewrittenQuery).toMatch(/OFFSET 0 LIMIT 7$/);
  expect(() => planOf("SELECT VALUE COUNT(1) + 1 FROM c")).toThrow("Compositions of aggregates");
  expect(() => planOf("SELECT * FROM c ORDER BY c.b, c.a")).toThrow("composite index");
});

const SPECIMENS = [
  "SELECT DISTINCT TOP 3 c.a AS x, c['odd name'], c.b[0], c[\"select\"] FROM c",
  "SELECT VALUE {'a b': [c.x, null, undefined, -1.5e3], t: true} FROM c.items AS c",
  "SELECT * FROM x IN c.items WHERE NOT x.n IN (1, 'it\\'s') AND x.s NOT LIKE '%a' ESCAPE '!' OR x.n BETWEEN 1 AND 2",
  "SELECT c.k, COUNTIF(c.n > 1) AS n FROM c GROUP BY c.k OFFSET 1 LIMIT @l",
  "SELECT VALUE s FROM c JOIN s IN (SELECT VALUE t FROM t IN c.tags) WHERE EXISTS(SELECT 1 FROM u IN c.us) ORDER BY c.a DESC",
  "SELECT VALUE c.a ?? c.b ? ~c.n << 2 : 'x' || \"\\u00e9\\n\" FROM c WHERE ARRAY(SELECT VALUE 1)[0] = (SELECT VALUE 1)",
];

test("[LP8] a printed query parses to the same query", () => {
  const withoutPlaces = (text: string) =>
    JSON.parse(JSON.stringify(parseQuery(text), (key, value: unknown) => (key === "at" ? null : value))) as unknown;
  for (const text of SPECIMENS) expect(withoutPlaces(printSelect(parseQuery(text)))).toEqual(withoutPlaces(text));
});

test("[LP9] every rewritten query runs", () => {
  const partition = new TestPartition({ indexes: [["/a", "-/b"]] });
  partition.put({ pk: "p", a: 1, b: 2, k: "x", n: 3 });
  const texts = [
    "SELECT * FROM c ORDER BY c.a",
    "SELECT VALUE c.a FROM c WHERE c.n = 3 ORDER BY c.a, c.b DESC OFFSET 0 LIMIT 2",
    "SELECT c.k, MIN(c.n) AS n, AVG(c.n) AS mean FROM c GROUP BY c.k",
    "SELECT VALUE SUM(c.n) FROM c",
    "SELECT COUNT(1) AS n FROM c",
    "SELECT VALUE c.k FROM c GROUP BY c.k",
  ];
  for (const text of texts) {
    const { rewrittenQuery } = planOf(text).queryInfo;
    const runnable = rewrittenQuery.replace("{documentdb-formattableorderbyquery-filter}", "true");
    expect(() => compileQuery(parseQuery(runnable))).not.toThrow();
    expect([text, partition.page(runnable).documents.length]).toEqual([text, 1]);
  }
});

test("[LP10] it is known who can merge a query over several partitions", () => {
  expect(crossPartitionBy("SELECT * FROM c WHERE c.a = 1")).toBe("gateway");
  for (const text of [
    "* FROM c ORDER BY c.a",
    "DISTINCT c.a FROM c",
    "TOP 1 * FROM c",
    "VALUE COUNT(1) FROM c",
    "* FROM c OFFSET 0 LIMIT 1",
  ]) {
    expect([text, crossPartitionBy(`SELECT ${text}`)]).toEqual([text, "client"]);
  }
  expect(crossPartitionBy("SELECT COUNT(1) AS n FROM c")).toBe("client-asking-first");
  expect(crossPartitionBy("SELECT c.a FROM c GROUP BY c.a")).toBe("client-asking-first");
});

test("[LP11] a partition key is pinned by equality with one value for every level", () => {
  const pinned = (where: string, paths = [["pk"]]) =>
    pinnedPartitionKey(
      { text: `SELECT * FROM c WHERE ${where}`, parameters: [{ name: "@p", value: "x" }], nowMs: NOW_MS },
      paths,
    );
  expect(pinned("c.pk = @p")).toEqual(["x"]);
  expect(pinned("c.n > 1 AND ('y' = c.pk AND c.m = 2)")).toEqual(["y"]);
  expect(pinned("c.pk = @p OR c.n = 1")).toBe(null);
  expect(pinned("c.pk > 'x'")).toBe(null);
  expect(pinned("c.pk IN ('x', 'y')")).toBe(null);
  expect(pinned("c.pk = [1]")).toBe(null);
  expect(pinned("c.pk = @missing")).toBe(null);
  expect(pinned("c.t = 1 AND c.u = null", [["t"], ["u"]])).toEqual([1, null]);
  expect(pinned("c.t = 1", [["t"], ["u"]])).toBe(null);
});
