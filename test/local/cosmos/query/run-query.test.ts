import { expect, test } from "vitest";

import { TestPartition } from "./support.ts";

const of = (...documents: readonly Record<string, never>[] | readonly object[]) => {
  const partition = new TestPartition();
  for (const document of documents) partition.put({ pk: "a", ...document });
  return partition;
};

test("[LQ1] a plain query yields documents in the order of creation", () => {
  const partition = of({ n: 3 }, { n: 1 }, { n: 2 });
  expect(partition.rows("SELECT VALUE c.n FROM c")).toEqual([3, 1, 2]);
  expect(partition.rows("SELECT c.n FROM c WHERE c.n > 1")).toEqual([{ n: 3 }, { n: 2 }]);
  expect(partition.rows("SELECT * FROM c WHERE c.n = 3")).toEqual([{ pk: "a", n: 3, _rid: "r1" }]);
});

test("[LQ2] ORDER BY sorts across types, and TOP and OFFSET LIMIT cut", () => {
  const partition = of({ n: "x" }, { n: 1 }, {}, { n: null }, { n: [1] }, { n: false }, { n: { a: 1 } }, { n: true });
  const sorted = [undefined, null, false, true, 1, "x", [1], { a: 1 }];
  expect(partition.rows("SELECT c.n FROM c ORDER BY c.n").map((row) => (row as { n: unknown }).n)).toEqual(sorted);
  expect(partition.rows("SELECT VALUE c.n FROM c ORDER BY c.n DESC OFFSET 1 LIMIT 2")).toEqual([[1], "x"]);
  expect(partition.rows("SELECT TOP 2 VALUE c.n FROM c ORDER BY c.n")).toEqual([null, false]);
});
