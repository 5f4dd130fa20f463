import { expect, test } from "vitest";

import { type Json } from "#local/cosmos/query/source.ts";

import { TestPartition } from "./support.ts";

type Item = { readonly item?: Json };
type Ordered = { readonly _rid: string; readonly orderByItems: readonly Item[] };

/** What an SDK sends to take up after a row: `[]` for undefined, the row's `_rid`, and whether to leave the row out. */
const resumeAfter = ({ _rid, orderByItems }: Ordered, exclude: boolean) => ({
  value: orderByItems.map((item) => ("item" in item ? (item.item ?? null) : [])),
  rid: _rid,
  exclude,
});

const ORDERS = ["c.a", "c.a DESC", "c.a ASC, c.b DESC", "c.a DESC, c.b ASC", "c.a, c.b", "c.b DESC, c.a DESC"];
const rewritten = (order: string) => {
  const items = order.replaceAll(/ (?:ASC|DESC)/g, "").split(", ");
  const keys = items.map((item) => `{"item": ${item}}`).join(", ");
  return `SELECT c._rid, [${keys}] AS orderByItems, c AS payload FROM c WHERE (true) ORDER BY ${order}`;
};

function partitionWithTies(indexes: readonly (readonly string[])[]): TestPartition {
  const partition = new TestPartition({ indexes });
  const values = [undefined, null, true, 3, "x"];
  for (let at = 0; at < 60; at += 1) {
    const [a, b] = [values[at % 5], at % 2];
    partition.put(JSON.parse(JSON.stringify({ pk: "p", a, b })) as { pk: string });
  }
  return partition;
}

const COMPOSITES = [
  ["/a", "/b"],
  ["/a", "-/b"],
  ["/b", "/a"],
];

test("[LQ7] equal rows are in the order of their _rid, in the direction of the first ORDER BY item", () => {
  const sequences = (text: string, partition: TestPartition) =>
    partition
      .page(text, { scope: { partitionKey: ["p"] } })
      .documents.map((row) => Number((row as Ordered)._rid.slice(1)));
  const partition = new TestPartition({
    indexes: [
      ["/a", "-/b"],
      ["/b", "/a"],
    ],
  });
  for (let at = 0; at < 4; at += 1) partition.put({ pk: "p", a: 1, b: 1 });
  const scanned = new TestPartition({
    indexes: [
      ["/a", "-/b"],
      ["/b", "/a"],
    ],
  });
  for (let at = 0; at < 4; at += 1) scanned.put({ pk: "p", a: 1, b: 1 });
  scanned.indexes.splice(0);
  for (const source of [partition, scanned]) {
    expect(sequences("SELECT c._rid FROM c ORDER BY c.a ASC, c.b DESC", source)).toEqual([1, 2, 3, 4]);
    expect(sequences("SELECT c._rid FROM c ORDER BY c.a DESC, c.b ASC", source)).toEqual([4, 3, 2, 1]);
    expect(sequences("SELECT c._rid FROM c WHERE c.a = 1 ORDER BY c.b DESC", source)).toEqual([4, 3, 2, 1]);
    expect(sequences("SELECT c._rid FROM c WHERE c.b = 1 AND c.a = 1 ORDER BY c.b DESC, c.a DESC", source)).toEqual([
      4, 3, 2, 1,
    ]);
  }
});

test("[LQ8] a resume filter yields the rows after (or from) any row, with and without an index", () => {
  for (const order of ORDERS) {
    for (const scope of [{ partitionKey: null }, { partitionKey: ["p"] }]) {
      const partition = partitionWithTies(COMPOSITES);
      const all = partition.page(rewritten(order), { scope }).documents as readonly Ordered[];
      expect(all).toHaveLength(60);
      for (const [at, row] of all.entries()) {
        const rest = (exclude: boolean) =>
          partition.rows(rewritten(order), { scope, maxItemCount: 7, resumeFilter: resumeAfter(row, exclude) });
        expect([order, at, rest(true)]).toEqual([order, at, all.slice(at + 1)]);
        expect([order, at, rest(false)]).toEqual([order, at, all.slice(at)]);
      }
    }
  }
});

test("[LQ8] without a rid a resume filter takes up at the first row of its value, or after the last one", () => {
  const partition = partitionWithTies(COMPOSITES);
  const text = "SELECT VALUE c.a FROM c ORDER BY c.a";
  const rest = (exclude: boolean) => partition.rows(text, { resumeFilter: { value: [3], exclude } });
  expect(rest(false)).toEqual([...Array.from({ length: 12 }, () => 3), ...Array.from({ length: 12 }, () => "x")]);
  expect(rest(true)).toEqual(Array.from({ length: 12 }, () => "x"));
});

test("[LQ8] of a resume filter and a continuation the further one counts", () => {
  const partition = partitionWithTies(COMPOSITES);
  const text = rewritten("c.a");
  const all = partition.page(text).documents as readonly Ordered[];
  const { continuation } = partition.page(text, { maxItemCount: 30 });
  const from = (at: number) =>
    partition.page(text, { continuation, resumeFilter: resumeAfter(all[at]!, true) }).documents;
  expect(from(10)).toEqual(all.slice(30));
  expect(from(40)).toEqual(all.slice(41));
});

test("[LQ8] a resume filter that names no place is refused", () => {
  const partition = partitionWithTies(COMPOSITES);
  const text = "SELECT * FROM c ORDER BY c.a";
  const bad: readonly Json[] = [
    1,
    {},
    { value: 1 },
    { value: [] },
    { value: [1, 2] },
    { value: [[1]] },
    { value: [{ type: "array", low: 1, high: 2 }] },
    { value: [1], rid: "not one" },
  ];
  for (const resumeFilter of bad)
    expect(() => partition.page(text, { resumeFilter })).toThrow(/resume filter|taken up/);
});
