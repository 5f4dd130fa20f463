import { expect, test } from "vitest";
import { IndexPolicy } from "#local/cosmos/engine/index-policy.ts";

const policy = (includedPaths: string[], excludedPaths: string[] = [], enabled = true) =>
  new IndexPolicy({ enabled, includedPaths, excludedPaths });

test("[LC50] the longest matching path of the policy decides what is indexed, an exact one first", () => {
  const rules = policy(["/*", "/secret/open/?"], ["/secret/*", '/"a/b"/?']);
  const indexed = (path: string[]) => rules.isPathIndexed(path);
  expect(indexed(["a"])).toBe(true);
  expect(indexed(["secret"])).toBe(false);
  expect(indexed(["secret", "deep", "er"])).toBe(false);
  expect(indexed(["secret", "open"])).toBe(true);
  expect(indexed(["secret", "open", "below"])).toBe(false);
  expect(indexed(["a/b"])).toBe(false);
  expect(policy(["/a/?"], ["/*"]).isPathIndexed(["a"])).toBe(true);
  expect(policy(["/a/?"], ["/*"]).isPathIndexed(["b"])).toBe(false);
  expect(policy(["/*"], ["/*"]).isPathIndexed(["a"])).toBe(false);
  expect(policy(["/*"], [], false).isPathIndexed(["a"])).toBe(false);
});

test("[LC50] an item's indexed values are counted in objects and arrays, without what the server adds for itself", () => {
  const item = { id: "1", a: { b: 1, c: null }, tags: ["x", "y"], _etag: "e", _self: "s", _ts: 5 };
  expect(policy(["/*"]).count(item)).toBe(6);
  expect(policy(["/*"], ["/tags/[]/?"]).count(item)).toBe(4);
  expect(policy(["/a/b/?"], ["/*"]).count(item)).toBe(1);
  expect(policy(["/*"], [], false).count(item)).toBe(0);
});

test("[LC50] only values that are new at their place count as changed", () => {
  const rules = policy(["/*"], ["/free/*"]);
  const before = { a: 1, b: { c: 2 }, tags: ["x", "y"], free: 1 };
  expect(rules.countChanged(before, before)).toBe(0);
  expect(rules.countChanged(before, { a: 9, b: { c: 2, d: 3 }, tags: ["x", "z", "w"], free: 2 })).toBe(4);
  expect(rules.countChanged({}, { a: { b: [1] } })).toBe(1);
});
