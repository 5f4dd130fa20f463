import { expect, test } from "vitest";
import { chooseProduct, whyReadOnly } from "#dashboard/data/identity.ts";

test("[DS2] the address chooses the product, then the last visit, then the token", () => {
  const products = ["alpha", "beta"];
  expect(chooseProduct(products, { inAddress: "beta", remembered: "alpha" })).toBe("beta");
  expect(chooseProduct(products, { inAddress: null, remembered: "beta" })).toBe("beta");
  expect(chooseProduct(products, { inAddress: null, remembered: null })).toBe("alpha");
});

test("[DS2] a product that the token does not reach is never chosen", () => {
  expect(chooseProduct(["alpha"], { inAddress: "gamma", remembered: "delta" })).toBe("alpha");
  expect(chooseProduct([], { inAddress: "gamma", remembered: null })).toBe(null);
});

test("[DS2] a token of every product leaves the choice to the reader", () => {
  expect(chooseProduct(null, { inAddress: null, remembered: null })).toBe(null);
  expect(chooseProduct(null, { inAddress: "gamma", remembered: null })).toBe("gamma");
});

test("[DD2] a viewer's token explains why nothing can be pressed", () => {
  expect(whyReadOnly("viewer")).toContain("viewer");
  expect(whyReadOnly("operator")).toBe(null);
  expect(whyReadOnly("admin")).toBe(null);
});
