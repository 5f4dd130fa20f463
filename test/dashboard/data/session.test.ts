import { expect, test } from "vitest";
import { readFragment } from "#dashboard/data/session.ts";

test("[DS1] a printed link carries the token, and perhaps the product, behind its hash", () => {
  expect(readFragment("#token=agf_usr_1")).toEqual({ token: "agf_usr_1", productId: null });
  expect(readFragment("#token=agf_usr_1&product=demo")).toEqual({ token: "agf_usr_1", productId: "demo" });
  expect(readFragment("")).toEqual({ token: null, productId: null });
});
