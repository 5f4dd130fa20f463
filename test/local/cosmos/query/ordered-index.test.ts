import fc from "fast-check";
import { expect, test } from "vitest";

import { createOrderedIndex, valueAtPath } from "#local/cosmos/query/ordered-index.ts";
import { type JsonObject, type StoredDocument, type Value } from "#local/cosmos/query/source.ts";
import { compareValues } from "#local/cosmos/sql/compare.ts";

import { columns } from "./support.ts";

const documentOf = (sequence: number, json: JsonObject): StoredDocument => ({ sequence, json, sizeBytes: 1 });
const sequences = (documents: Iterable<StoredDocument>) => Array.from(documents, (document) => document.sequence);

const value = fc.constantFrom<Value[]>(undefined, null, false, true, -1, 0, 2, "", "a", "b", [], [1], { x: 1 });
const fields = fc.record({ pk: fc.constantFrom("p", "q"), a: value, b: value });

const toJson = ({ pk, a, b }: { pk: string; a: Value; b: Value }): JsonObject => ({
  pk,
  ...(a === undefined ? {} : { a }),
  ...(b === undefined ? {} : { b }),
});

test("[LX1] a walk yields what a sort of the matching documents yields, in both directions", () => {
  fc.assert(
    fc.property(
      fc.array(fields, { maxLength: 60 }),
      fc.constantFrom("/b", "-/b"),
      value,
      fc.record({ value, inclusive: fc.boolean() }),
      fc.record({ value, inclusive: fc.boolean() }),
      fc.boolean(),
      (rows, second, prefix, lower, upper, reverse) => {
        const index = createOrderedIndex(columns("/a", second), 1);
        const documents = rows.map((row, at) => documentOf(at, toJson(row)));
        for (const document of documents) index.add(document, [document.json["pk"]]);
        for (const document of documents.filter((_, at) => at % 5 === 4)) {
          expect(index.remove(document, [document.json["pk"]])).toBe(true);
        }
        const sign = second.startsWith("-") ? -1 : 1;
        const inside = ({ json, sequence }: StoredDocument) => {
          const [low, high] = [compareValues(json["b"], lower.value), compareValues(json["b"], upper.value)];
          const bounded = (low > 0 || (low === 0 && lower.inclusive)) && (high < 0 || (high === 0 && upper.inclusive));
          return json["pk"] === "p" && compareValues(json["a"], prefix) === 0 && bounded && sequence % 5 !== 4;
        };
        const expected = documents
          .filter(inside)
          .sort(
            (left, right) => compareValues(left.json["b"], right.json["b"]) * sign || left.sequence - right.sequence,
          );
        const walked = index.walk({ partitionKey: ["p"] }, { equalPrefix: [prefix], lower, upper }, reverse);
        expect(sequences(walked)).toEqual(sequences(reverse ? expected.toReversed() : expected));
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

test("[LX2] a walk takes up at a place in either direction, whether or not an entry stands there", () => {
  const index = createOrderedIndex(columns("/a"), 1);
  for (const [at, a] of [1, 1, 2, 4, 4].entries()) index.add(documentOf(at, { a }), ["p"]);
  const from = (a: number, sequence: number | null, reverse: boolean) =>
    sequences(index.walk({ partitionKey: ["p"] }, { equalPrefix: [], from: { columns: [a], sequence } }, reverse));
  expect(from(1, 1, false)).toEqual([1, 2, 3, 4]);
  expect(from(3, 9, false)).toEqual([3, 4]);
  expect(from(4, 3, true)).toEqual([3, 2, 1, 0]);
  expect(from(4, null, true)).toEqual([4, 3, 2, 1, 0]);
  expect(from(3, 0, true)).toEqual([2, 1, 0]);
  expect(from(9, 0, false)).toEqual([]);
});

test("[LX3] partition keys are listed in order, below a prefix too", () => {
  const index = createOrderedIndex(columns("/a"), 2);
  const keys: readonly (readonly Value[])[] = [
    ["t2", 1],
    ["t1", 2],
    ["t1", 1],
    ["t1", undefined],
    ["t10", 0],
  ];
  for (const [at, key] of keys.entries()) for (const a of [1, 2]) index.add(documentOf(at * 2 + a, { a }), key);
  expect([...index.partitions([])]).toEqual([
    ["t1", undefined],
    ["t1", 1],
    ["t1", 2],
    ["t10", 0],
    ["t2", 1],
  ]);
  expect([...index.partitions(["t1"])]).toEqual([
    ["t1", undefined],
    ["t1", 1],
    ["t1", 2],
  ]);
  expect([...index.partitions(["t3"])]).toEqual([]);
});

test("[LX4] only the very version that was added is removed", () => {
  const index = createOrderedIndex(columns("/a"), 1);
  const document = documentOf(1, { a: 1 });
  index.add(document, ["p"]);
  expect(index.remove(documentOf(1, { a: 2 }), ["p"])).toBe(false);
  expect(index.remove(documentOf(2, { a: 1 }), ["p"])).toBe(false);
  expect(index.size).toBe(1);
  expect(index.remove(document, ["p"])).toBe(true);
  expect(index.remove(document, ["p"])).toBe(false);
  expect(index.size).toBe(0);
});

test("[LX5] adding to and removing from a large index costs little more than to a small one", () => {
  const index = createOrderedIndex(columns("/a", "/b"), 1);
  const document = (at: number) => documentOf(at, { a: (at * 7919) % 1009, b: (at * 104_729) % 100_003 });
  const timeMs = (work: () => void) => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  };
  const add = (from: number, until: number) => {
    for (let at = from; at < until; at += 1) index.add(document(at), ["p"]);
  };
  add(0, 5000);
  const smallMs = timeMs(() => add(5000, 10_000));
  add(10_000, 95_000);
  const largeMs = timeMs(() => add(95_000, 100_000));
  expect(index.size).toBe(100_000);
  expect(largeMs).toBeLessThan(smallMs * 10 + 20);
  const removeMs = timeMs(() => {
    for (let at = 0; at < 5000; at += 1) expect(index.remove(document(at * 3), ["p"])).toBe(true);
  });
  expect(removeMs).toBeLessThan(smallMs * 20 + 200);
});

test("[LX6] a path reads own properties only", () => {
  expect(valueAtPath({ a: { b: null } }, ["a", "b"])).toBe(null);
  expect(valueAtPath({ a: 1 }, ["a", "b"])).toBeUndefined();
  expect(valueAtPath({}, ["constructor"])).toBeUndefined();
  expect(valueAtPath({ a: [1] }, ["a", "length"])).toBeUndefined();
});
