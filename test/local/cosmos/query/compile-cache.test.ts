import { expect, test } from "vitest";

import { prepareQuery } from "#local/cosmos/query/compile-cache.ts";

test("[LQ15] a text is compiled once while it is in use, and the cache is bounded", () => {
  const inUse = prepareQuery("SELECT * FROM c WHERE c.inUse = 1");
  const forgotten = prepareQuery("SELECT * FROM c WHERE c.forgotten = 1");
  for (let at = 0; at < 1000; at += 1) {
    prepareQuery(`SELECT * FROM c WHERE c.n = ${at}`);
    expect(prepareQuery("SELECT * FROM c WHERE c.inUse = 1")).toBe(inUse);
  }
  expect(prepareQuery("SELECT * FROM c WHERE c.forgotten = 1")).not.toBe(forgotten);
});
