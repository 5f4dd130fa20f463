import { beforeEach, expect, test } from "vitest";
import { createAuthenticate, type Principal } from "#application/access/authenticate.ts";
import { createToken, type CreateToken, deleteToken, listTokens } from "#application/tokens/operator-tokens.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const ROOT: Principal = { name: "admin", role: "admin", products: null, factoryId: null };
const OF_SHOP: Principal = { ...ROOT, name: "ada", products: ["shop"] };
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const make = (by: Principal, wanted: Partial<CreateToken> = {}) =>
  createToken(fleet.deps, by, { name: "bot", role: "operator", products: ["shop"], expiresAtMs: null, ...wanted });
const works = async (token: string) => createAuthenticate(fleet.deps, null)(token);

test("[AC6] a token is shown once and opens what it was made for; only its hash is kept", async () => {
  const { token, doc } = stateOf(await make(ROOT));
  expect(await works(token)).toEqual({ name: "bot", role: "operator", products: ["shop"], factoryId: null });
  expect(JSON.stringify([fleet.store.all("fleet_tokens"), fleet.said])).not.toContain(token);
  expect(doc.lastFour).toBe(token.slice(-4));
});

test("[AC6] nobody gives out more products than they have", async () => {
  for (const products of [["other"], ["shop", "other"], null])
    expect(problemOf(await make(OF_SHOP, { products, role: "admin" })).code).toBe("not-found");
  expect((await make(OF_SHOP)).ok).toBe(true);
});

test("[AC6] a list has the tokens that are still good and concern the caller alone", async () => {
  stateOf(await make(ROOT, { name: "b" }));
  stateOf(await make(ROOT, { name: "a", expiresAtMs: fleet.nowMs + 1 }));
  stateOf(await make(ROOT, { name: "other", products: ["shop", "other"] }));
  const names = async (by: Principal) => (await listTokens(fleet.deps, by)).map(({ name }) => name);
  expect(await names(ROOT)).toEqual(["a", "b", "other"]);
  expect(await names(OF_SHOP)).toEqual(["a", "b"]);
  fleet.nowMs += 1;
  expect(await names(OF_SHOP)).toEqual(["b"]);
});

test("[AC6] a revoked token opens nothing, and revoking it again says the same", async () => {
  const { token, doc } = stateOf(await make(ROOT));
  for (let round = 0; round < 2; round++)
    expect(stateOf(await deleteToken(fleet.deps, OF_SHOP, doc.tokenId))).toEqual({ tokenId: doc.tokenId });
  expect(await works(token)).toBeNull();
  expect(await listTokens(fleet.deps, ROOT)).toEqual([]);
});

test("[AC6] another product's token is not there for whoever has no part in it", async () => {
  const { doc } = stateOf(await make(ROOT, { products: ["other"] }));
  expect(problemOf(await deleteToken(fleet.deps, OF_SHOP, doc.tokenId)).code).toBe("token-not-found");
});
