import { expect, test } from "vitest";
import { applyPatch } from "#local/cosmos/patch/apply-patch.ts";
import { parsePatch } from "#local/cosmos/patch/parse-patch.ts";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type Json, type JsonObject } from "#local/cosmos/sql/value.ts";

const LOCKED = [["id"], ["key", "part"]];

function patch(item: JsonObject, ...operations: JsonObject[]): JsonObject | Refusal {
  const parsed = parsePatch(operations);
  return parsed instanceof Refusal ? parsed : applyPatch(item, parsed.operations, LOCKED);
}

const op = (verb: string, path: string, value?: Json): JsonObject => ({
  op: verb,
  path,
  ...(value === undefined ? {} : { value }),
});

test("[LC24] add and set put a property in its place, also where there was one", () => {
  expect(patch({ a: 1 }, op("add", "/b", 2), op("set", "/a", { x: 1 }))).toEqual({ a: { x: 1 }, b: 2 });
  expect(patch({ a: { b: {} } }, op("add", "/a/b/c", null))).toEqual({ a: { b: { c: null } } });
});

test("[LC24] in an array add inserts and set overwrites; a dash and the length mean the end", () => {
  expect(patch({ a: [1, 2] }, op("add", "/a/1", 9))).toEqual({ a: [1, 9, 2] });
  expect(patch({ a: [1, 2] }, op("set", "/a/1", 9))).toEqual({ a: [1, 9] });
  expect(patch({ a: [1, 2] }, op("add", "/a/-", 3), op("set", "/a/-", 4))).toEqual({ a: [1, 2, 3, 4] });
  expect(patch({ a: [1] }, op("add", "/a/1", 2))).toEqual({ a: [1, 2] });
  expect(patch({ a: [1] }, op("add", "/a/2", 3))).toBeInstanceOf(Refusal);
  expect(patch({ a: [1] }, op("add", "/a/x", 3))).toBeInstanceOf(Refusal);
});

test("[LC24] replace and remove need something to be there", () => {
  expect(patch({ a: 1, b: 2 }, op("replace", "/a", 5), op("remove", "/b"))).toEqual({ a: 5 });
  expect(patch({ a: [1, 2, 3] }, op("remove", "/a/1"), op("replace", "/a/1", 9))).toEqual({ a: [1, 9] });
  expect(patch({ a: 1 }, op("replace", "/b", 5))).toBeInstanceOf(Refusal);
  expect(patch({ a: 1 }, op("remove", "/b"))).toBeInstanceOf(Refusal);
  expect(patch({ a: [1] }, op("remove", "/a/1"))).toBeInstanceOf(Refusal);
});

test("[LC24] incr adds to a number, makes a missing one, and refuses anything else", () => {
  expect(patch({ a: 1, l: [5] }, op("incr", "/a", 2), op("incr", "/b", -1.5), op("incr", "/l/0", 1))).toEqual({
    a: 3,
    b: -1.5,
    l: [6],
  });
  expect(patch({ a: "1" }, op("incr", "/a", 2))).toBeInstanceOf(Refusal);
  expect(patch({ a: 1 }, op("incr", "/a", "2"))).toBeInstanceOf(Refusal);
  expect(patch({ l: [1] }, op("incr", "/l/1", 1))).toBeInstanceOf(Refusal);
});

test("[LC24] move takes a value from one place to another", () => {
  expect(patch({ a: { x: 1 }, b: {} }, { op: "move", from: "/a/x", path: "/b/y" })).toEqual({ a: {}, b: { y: 1 } });
  expect(patch({ a: 1 }, { op: "move", from: "/nowhere", path: "/b" })).toBeInstanceOf(Refusal);
});

test("[LC24] a missing parent is refused, and the given item is never changed", () => {
  const item = { a: { b: [{ c: 1 }] } };
  const before = structuredClone(item);
  expect(patch(item, op("set", "/a/b/0/c", 2))).toEqual({ a: { b: [{ c: 2 }] } });
  expect(patch(item, op("set", "/a/x/y", 2))).toBeInstanceOf(Refusal);
  expect(patch(item, op("set", "/a/b/5/c", 2))).toBeInstanceOf(Refusal);
  expect(item).toEqual(before);
});

test("[LC24] the operations apply in order, or not at all", () => {
  expect(patch({ a: 1 }, op("set", "/a", 2), op("incr", "/a", 3), op("remove", "/a"))).toEqual({});
  expect(patch({ a: 1 }, op("set", "/a", 2), op("remove", "/b"))).toBeInstanceOf(Refusal);
});

test("[LC25] the id, the partition key and the system properties cannot be patched, nor moved away", () => {
  const item = { id: "1", key: { part: "p", other: 1 }, a: 1 };
  for (const path of ["/id", "/key", "/key/part", "/_rid", "/_etag", "/_ts", "/_self"]) {
    expect(patch(item, op("set", path, "x"))).toBeInstanceOf(Refusal);
  }
  expect(patch(item, { op: "move", from: "/id", path: "/b" })).toBeInstanceOf(Refusal);
  expect(patch(item, op("set", "/key/other", 2))).toMatchObject({ key: { part: "p", other: 2 } });
});

test("[LC25] one to ten operations, each with a known verb, a path and its value", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => op("set", `/p${n}`, n));
  expect(parsePatch(many(10))).toMatchObject({ condition: null });
  expect(parsePatch(many(11))).toBeInstanceOf(Refusal);
  for (const body of [undefined, null, [], {}, ["x"], [op("set", "a", 1)], [op("set", "/a")], [op("test", "/a", 1)]]) {
    expect(parsePatch(body)).toBeInstanceOf(Refusal);
  }
});

test("[LC25] a tilde and a slash in a name are written as in a JSON pointer", () => {
  expect(patch({}, op("set", "/a~1b", 1), op("set", "/c~0d", 2))).toEqual({ "a/b": 1, "c~d": 2 });
});
