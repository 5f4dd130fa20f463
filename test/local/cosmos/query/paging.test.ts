import fc from "fast-check";
import { expect, test } from "vitest";

import { type JsonObject } from "#local/cosmos/query/source.ts";
import { type SqlError } from "#local/cosmos/sql/sql-error.ts";

import { TestPartition } from "./support.ts";

const scalar = fc.constantFrom<unknown[]>(undefined, null, true, 0, 1, 2, "a", "b");
const documents = fc.array(
  fc.record({
    pk: fc.constantFrom("p", "q"),
    a: scalar,
    b: scalar,
    tags: fc.array(fc.constantFrom("x", "y"), { maxLength: 3 }),
  }),
  { maxLength: 40 },
);

const INDEXES = [["/a", "/b"], ["-/b", "/a"], ["/pk", "/a", "/b"], ["/b"]];
const QUERIES = [
  "SELECT * FROM c",
  "SELECT c._rid FROM c WHERE c.a = 1",
  "SELECT c._rid FROM c WHERE c.a IN (1, 2, 1, 'a') AND c.b > 0",
  "SELECT c._rid FROM c WHERE ARRAY_CONTAINS([1, 'a', 1, [2]], c.a)",
  "SELECT c._rid FROM c WHERE IS_NULL(c.a) ORDER BY c.b",
  "SELECT c._rid, c.a, c.b FROM c WHERE c.a IN (2, 1, 'a') ORDER BY c.b",
  "SELECT c._rid, c.a, c.b FROM c WHERE c.a IN (2, 1, 'a') ORDER BY c.b DESC",
  "SELECT c._rid, c.a, c.b FROM c WHERE c.a IN (2, 1, 'a') ORDER BY c.a, c.b",
  "SELECT c._rid, c.a, c.b FROM c WHERE c.a IN (2, 1, 'a') ORDER BY c.b, c.a DESC",
  "SELECT c._rid FROM c WHERE c.pk IN ('q', 'p') AND c.a > 0 ORDER BY c.a",
  "SELECT c._rid FROM c WHERE c.a IN (1, 2) AND c.b IN (0, 'b')",
  "SELECT c._rid, c.a FROM c ORDER BY c.a",
  "SELECT c._rid, c.b FROM c ORDER BY c.b DESC",
  "SELECT c._rid, c.b FROM c WHERE c.a = 1 ORDER BY c.b DESC",
  "SELECT c._rid, c.a, c.b FROM c ORDER BY c.a, c.b",
  "SELECT c._rid, c.a, c.b FROM c ORDER BY c.a DESC, c.b DESC",
  "SELECT c._rid, c.a, c.b FROM c ORDER BY c.b ASC, c.a DESC",
  "SELECT c._rid FROM c WHERE c.b BETWEEN 0 AND 1 ORDER BY c.b DESC, c.a ASC",
  "SELECT c._rid FROM c WHERE c.a = 1 ORDER BY c.a DESC, c.b DESC",
  "SELECT c._rid, t FROM c JOIN t IN c.tags WHERE c.a != 2 ORDER BY c.a",
  "SELECT c._rid, t FROM c JOIN t IN c.tags",
  "SELECT VALUE c.b FROM c WHERE c.a >= 1",
  "SELECT TOP 7 c._rid FROM c ORDER BY c.b",
  "SELECT c._rid FROM c WHERE c.b <= 1 OFFSET 3 LIMIT 9",
  "SELECT VALUE c.b FROM c ORDER BY c.a OFFSET 2 LIMIT 20",
  "SELECT DISTINCT VALUE c.a FROM c",
  "SELECT DISTINCT c.a, c.b FROM c ORDER BY c.a DESC",
  "SELECT DISTINCT VALUE c.b FROM c JOIN t IN c.tags ORDER BY c.b",
  "SELECT c.a, COUNT(1) AS n, MAX(c.b) AS most FROM c GROUP BY c.a",
  "SELECT VALUE COUNT(1) FROM c WHERE c.a = 1",
];
const scope = fc.constantFrom({ partitionKey: null }, { partitionKey: ["p"] });

/** JSON has no undefined. */
const toJson = (fields: object): JsonObject => JSON.parse(JSON.stringify(fields)) as JsonObject;

function partitionOf(rows: readonly object[], indexed: boolean): TestPartition {
  const partition = new TestPartition({ indexes: INDEXES });
  if (!indexed) partition.indexes.splice(0);
  for (const row of rows) partition.put(toJson(row));
  return partition;
}

test("[LQ3] any page size, with or without an index, yields the same rows as one page without", () => {
  fc.assert(
    fc.property(
      documents,
      fc.constantFrom(...QUERIES),
      scope,
      fc.integer({ min: 1, max: 9 }),
      (rows, text, scope, size) => {
        const whole = partitionOf(rows, false).page(text, { scope });
        expect(whole.continuation).toBe(null);
        for (const indexed of [false, true]) {
          expect(partitionOf(rows, indexed).rows(text, { scope, maxItemCount: size })).toEqual(whole.documents);
        }
      },
    ),
    { seed: 11, numRuns: 3000 },
  );
});

test("[LQ4] documents put in between pages neither repeat nor hide a row that was there", () => {
  const pageable = QUERIES.filter((text) => text.includes("_rid") && !/TOP|OFFSET|GROUP|COUNT/.test(text));
  fc.assert(
    fc.property(
      documents,
      documents,
      fc.constantFrom(...pageable),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      (rows, later, text, indexed, size) => {
        const partition = partitionOf(rows, indexed);
        const there = partition.page(text).documents;
        const added = later.values();
        const seen = partition.rows(text, { maxItemCount: size }, () => {
          const next = added.next();
          if (next.done !== true) partition.put(toJson(next.value));
        });
        const isOld = (row: unknown) => Number((row as { _rid: string })._rid.slice(1)) <= rows.length;
        expect(seen.filter(isOld)).toEqual(there);
      },
    ),
    { seed: 13, numRuns: 1500 },
  );
});

test("[LQ4] documents removed between pages take no other row with them", () => {
  fc.assert(
    fc.property(documents, fc.boolean(), fc.integer({ min: 1, max: 5 }), (rows, indexed, size) => {
      const text = "SELECT c._rid FROM c ORDER BY c.a DESC, c.b DESC";
      const partition = partitionOf(rows, indexed);
      const there = partition.page(text).documents as readonly { _rid: string }[];
      const gone = new Set<string>();
      let at = 0;
      const seen = partition.rows(text, { maxItemCount: size }, () => {
        // The row handed out last, and one that was not handed out yet.
        for (const row of [there[at + size - 1], there[at + size + 1]]) {
          if (row === undefined) continue;
          partition.remove(Number(row._rid.slice(1)));
          gone.add(row._rid);
        }
        at += size;
      });
      const seenRids = seen.map((row) => (row as { _rid: string })._rid);
      expect(new Set(seenRids).size).toBe(seenRids.length);
      const missing = there.filter((row) => !seenRids.includes(row._rid));
      expect(missing.every((row) => gone.has(row._rid))).toBe(true);
    }),
    { seed: 17, numRuns: 300 },
  );
});

test("[LQ5] a continuation that this range did not write is refused", () => {
  const partition = partitionOf(
    [
      { pk: "p", a: 1 },
      { pk: "p", a: 2 },
    ],
    true,
  );
  const text = "SELECT * FROM c ORDER BY c.a";
  const { continuation } = partition.page(text, { maxItemCount: 1 });
  expect(partition.page(text, { continuation }).documents).toHaveLength(1);
  const forged = (json: unknown) => `+RT:1#${Buffer.from(JSON.stringify(json)).toString("base64url")}`;
  const bad = [
    "",
    "made-up",
    "+RT:1#",
    "+RT:1#!!!",
    forged(null),
    forged({ p: "0", a: { k: [], n: 1, j: 0 }, g: 0, l: null, w: 0 }),
    forged({ p: "0", a: { k: [[1, 2]], n: 1, j: 0 }, g: 0, l: null, w: 0 }),
    forged({ p: "0", a: { k: [[1]], n: -1, j: 0 }, g: 0, l: null, w: 0 }),
    forged({ p: "0", a: null, g: "x", l: null, w: 0 }),
    `${continuation}x`.slice(3),
  ];
  const refusal = (options: object): unknown => {
    try {
      return partition.page(text, options);
    } catch (error) {
      return [(error as SqlError).status, (error as SqlError).responseMessage];
    }
  };
  for (const token of bad) {
    expect([token, refusal({ continuation: token })]).toEqual([token, [400, "Invalid Continuation Token"]]);
  }
  expect(refusal({ continuation, partitionRangeId: "1" })).toEqual([400, "Invalid Continuation Token"]);
});

test("[LQ6] TOP and LIMIT end the reading, and there is no continuation after the last row", () => {
  const partition = partitionOf(
    Array.from({ length: 500 }, (_, at) => ({ pk: "p", a: at })),
    true,
  );
  const scope = { partitionKey: ["p"] };
  expect(partition.page("SELECT TOP 3 * FROM c", { scope })).toMatchObject({
    continuation: null,
    work: { scanned: 3 },
  });
  expect(partition.page("SELECT TOP 3 * FROM c", { scope, maxItemCount: 3 }).continuation).toBe(null);
  expect(partition.page("SELECT TOP 0 * FROM c", { scope }).work).toMatchObject({ scanned: 0, returned: 0 });
  const paged = partition.page("SELECT * FROM c WHERE c.b = 1 OR c.a < 3", { scope, maxItemCount: 2 });
  expect(paged.work).toMatchObject({ scanned: 3, matched: 3, sizeBytes: 300, returned: 2 });
  expect(partition.page("SELECT * FROM c", { scope, maxItemCount: 500 }).continuation).toBe(null);
});

test("[LQ17] a page ends at 4 MB of documents, and holds at least one row", () => {
  const partition = partitionOf([], true);
  const mebibyte = 1024 * 1024;
  for (const size of [2, 1, 1, 1, 5, 3]) partition.put({ pk: "p", a: size }, size * mebibyte);
  for (const text of ["SELECT VALUE c.a FROM c", "SELECT TOP 5 VALUE c.a FROM c"]) {
    const pages: unknown[] = [];
    let continuation: string | null = null;
    do {
      const page = partition.page(text, { continuation });
      pages.push(page.documents);
      ({ continuation } = page);
    } while (continuation !== null);
    expect(pages).toEqual(text.includes("TOP") ? [[2, 1, 1], [1], [5]] : [[2, 1, 1], [1], [5], [3]]);
  }
  expect(partition.rows("SELECT VALUE c.a FROM c ORDER BY c.a", { scope: { partitionKey: null } })).toEqual([
    1, 1, 1, 2, 3, 5,
  ]);
});
