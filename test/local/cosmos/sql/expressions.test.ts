import { expect, test } from "vitest";

import { type Json, type Value } from "#local/cosmos/sql/value.ts";

import { rowsOf, valueOf } from "./evaluate.ts";

const document: Json = {
  n: 5,
  s: "Hello",
  t: true,
  z: null,
  a: [1, "two", { k: 3 }],
  o: { p: { q: "deep" }, "odd name": 1 },
  value: 7,
};

type Cases = readonly (readonly [expression: string, value: Value])[];

const evaluated = (cases: Cases): Cases => cases.map(([expression]) => [expression, valueOf(expression, document)]);

test("[LS1] paths read properties and elements, and what is not there is undefined", () => {
  const cases: Cases = [
    ["c.o.p.q", "deep"],
    ['c["o"]["odd name"]', 1],
    ["c.a[2].k", 3],
    ["c.a[9]", undefined],
    ["c.a.length", undefined],
    ["c.missing.further", undefined],
    ["c.s[0]", undefined],
    ["c.value", 7],
    ["c.constructor", undefined],
    ["c.a[c.n - 4]", "two"],
  ];
  expect(evaluated(cases)).toEqual(cases);
  expect(valueOf("c.o[@name]", document, { "@name": "odd name" })).toBe(1);
});

test("[LS2] operators bind as in the service", () => {
  const cases: Cases = [
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 % 4 - -1", 3],
    ["1 + 1 = 2 AND NOT 1 > 2", true],
    ["false AND false OR true", true],
    ["6 & 3 | 8", 10],
    ["1 << 3 >> 1", 4],
    ["-1 >>> 31", 1],
    ["~5 ^ 1", -5],
    ["0x1F + 1e2 + .5", 131.5],
    ["'a' || \"b\" || 'c'", "abc"],
    ["c.missing ?? c.n", 5],
    ["c.z ?? 1", null],
    ["c.n > 3 ? 'big' : 'small'", "big"],
    ["c.missing ? 1 : 2", 2],
    ["1 / 0", undefined],
    ["'1' + 1", undefined],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LS3] undefined is not null, and a comparison with it is undefined and not false", () => {
  const cases: Cases = [
    ["c.z = null", true],
    ["c.missing = null", undefined],
    ["c.missing != 1", undefined],
    ["NOT (c.missing = 1)", undefined],
    ["c.missing = 1 OR true", true],
    ["true OR c.missing = 1", true],
    ["c.missing = 1 AND false", false],
    ["c.missing = 1 AND true", undefined],
    ["undefined ?? 1", 1],
    ["c.n = 'x'", false],
    ["c.n != 'x'", true],
    ["c.n < 'x'", undefined],
    ["c.t > false", true],
    ["c.a < [2]", undefined],
    ["c.o.p = {'q': 'deep'}", true],
    ["{'a': 1, 'b': 2} = {'b': 2, 'a': 1}", true],
    ["[1, 2] = [2, 1]", false],
  ];
  expect(evaluated(cases)).toEqual(cases);
  expect(rowsOf("SELECT VALUE 1 FROM c WHERE NOT (c.missing > 1)", document)).toEqual([]);
});

test("[LS4] IN, BETWEEN and LIKE, with and without NOT", () => {
  const cases: Cases = [
    ["c.n IN (1, 5)", true],
    ["c.n NOT IN (1, 5)", false],
    ["c.missing IN (1)", undefined],
    ["c.n BETWEEN 5 AND 9", true],
    ["c.n NOT BETWEEN 5 AND 9", false],
    ["c.n BETWEEN 'a' AND 'z'", undefined],
    ["c.s LIKE 'H%o'", true],
    ["c.s LIKE 'h%'", false],
    ["c.s LIKE 'H_llo'", true],
    ["c.s LIKE '[A-K]ello'", true],
    ["c.s LIKE '[^A-K]ello'", false],
    ["c.s NOT LIKE '%z%'", true],
    ["c.n LIKE '5'", undefined],
    ["'50%' LIKE '50!%' ESCAPE '!'", true],
    ["'500' LIKE '50!%' ESCAPE '!'", false],
    ["'a.b' LIKE 'a.b' AND NOT 'axb' LIKE 'a.b'", true],
    ["'a[b' LIKE 'a[b'", true],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LS5] constructors leave out what is undefined, and an array keeps its place with null", () => {
  const cases: Cases = [
    ["{'a': c.n, 'b': c.missing, c: {d: [c.s]}}", { a: 5, c: { d: ["Hello"] } }],
    ["[1, c.missing, [2]]", [1, null, [2]]],
    ["{}", {}],
    ["[]", []],
  ];
  expect(evaluated(cases)).toEqual(cases);
  const odd = valueOf('{"__proto__": 1}', document);
  expect(JSON.stringify(odd)).toBe('{"__proto__":1}');
});

test("[LS6] items take the name of their path, their alias, or a number", () => {
  expect(rowsOf("SELECT c.n, c.o.p AS inner, c.s shorter, 1 + 1, c.missing FROM c", document)).toEqual([
    { n: 5, inner: { q: "deep" }, shorter: "Hello", $1: 2 },
  ]);
  expect(rowsOf("SELECT c.value, c['odd'] FROM c", { value: 1, odd: 2 })).toEqual([{ value: 1, odd: 2 }]);
  expect(rowsOf("SELECT * FROM anything", { a: 1 })).toEqual([{ a: 1 }]);
  expect(rowsOf("SELECT VALUE root.a FROM c", { a: 1 })).toEqual([1]);
});

test("[LS7] FROM and JOIN range over parts of a document", () => {
  const order: Json = {
    id: 1,
    lines: [
      { sku: "a", tags: ["x", "y"] },
      { sku: "b", tags: [] },
      { sku: "c", tags: ["z"] },
    ],
  };
  expect(rowsOf("SELECT VALUE line.sku FROM line IN c.lines", order)).toEqual(["a", "b", "c"]);
  expect(rowsOf("SELECT VALUE l FROM c.lines[1] AS l", order)).toEqual([{ sku: "b", tags: [] }]);
  expect(rowsOf("SELECT VALUE l FROM c.nothing AS l", order)).toEqual([]);
  expect(
    rowsOf("SELECT c.id, l.sku, t AS tag FROM c JOIN l IN c.lines JOIN t IN l.tags WHERE l.sku != 'c'", order),
  ).toEqual([
    { id: 1, sku: "a", tag: "x" },
    { id: 1, sku: "a", tag: "y" },
  ]);
  const filtered = "SELECT VALUE l.sku FROM c JOIN (SELECT VALUE x FROM x IN c.lines WHERE x.sku > 'a') AS l";
  expect(rowsOf(filtered, order)).toEqual(["b", "c"]);
  expect(rowsOf("SELECT VALUE l.sku FROM l IN (SELECT VALUE x FROM x IN c.lines WHERE x.sku > 'a')", order)).toEqual([
    "b",
    "c",
  ]);
});

test("[LS8] subqueries see the rows around them", () => {
  const job: Json = { requires: ["os:linux", "gpu:a100"], sizes: [3, 1, 2, 3] };
  const unmet = "EXISTS(SELECT VALUE r FROM r IN c.requires WHERE NOT ARRAY_CONTAINS(@offered, r))";
  expect(valueOf(unmet, job, { "@offered": ["os:linux"] })).toBe(true);
  expect(valueOf(unmet, job, { "@offered": ["os:linux", "gpu:a100"] })).toBe(false);
  expect(valueOf("ARRAY(SELECT DISTINCT VALUE s FROM s IN c.sizes)", job)).toEqual([3, 1, 2]);
  expect(valueOf("ARRAY(SELECT VALUE s FROM s IN c.sizes ORDER BY s DESC OFFSET 1 LIMIT 2)", job)).toEqual([3, 2]);
  expect(valueOf("(SELECT VALUE SUM(s) FROM s IN c.sizes)", job)).toBe(9);
  expect(valueOf("(SELECT COUNT(1) AS n, MAX(s) AS most FROM s IN c.sizes WHERE s > 9)", job)).toEqual({ n: 0 });
  expect(valueOf("ARRAY(SELECT s AS size, COUNT(1) AS n FROM s IN c.sizes GROUP BY s)", job)).toEqual([
    { size: 3, n: 2 },
    { size: 1, n: 1 },
    { size: 2, n: 1 },
  ]);
  expect(valueOf("EXISTS(SELECT VALUE s.none FROM s IN c.sizes)", job)).toBe(false);
  expect(
    valueOf("ARRAY(SELECT VALUE ARRAY(SELECT VALUE [s, r] FROM r IN c.requires) FROM s IN c.sizes)", job),
  ).toHaveLength(4);
});

test("[LS9] strings may hold every escape, and comments are blank", () => {
  const cases: Cases = [
    ["'it\\'s'", "it's"],
    ['"say \\"x\\" \\u00e9\\n"', 'say "x" é\n'],
    ["1 -- one\n + 1", 2],
  ];
  expect(evaluated(cases)).toEqual(cases);
});
