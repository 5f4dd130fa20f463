import { beforeEach, expect, test } from "vitest";
import { TokenDocument } from "#contract/documents/token-document.ts";
import { isOnlyPerson } from "#application/review/is-only-person.ts";
import { NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

let fleet: MemoryFleet;
let count = 0;
beforeEach(() => {
  fleet = createMemoryFleet();
});

const putToken = (given: Partial<TokenDocument>) => {
  const id = String(++count).padStart(64, "0");
  const token = {
    id,
    kind: "access",
    name: "bob",
    role: "operator",
    products: [PRODUCT],
    factoryId: null,
    lastFour: "1234",
    createdAtMs: NOW_MS,
    expiresAtMs: null,
    revokedAtMs: null,
    tokenId: null,
    usedBy: null,
    ...given,
  };
  return fleet.put("fleet_tokens", id, TokenDocument.parse(token));
};
const isAlone = (role: "admin" | "operator" = "admin") => isOnlyPerson(fleet.deps, PRODUCT, { name: "admin", role });

test("[RV3] an administrator is alone while no other person's token is good for the product", async () => {
  await putToken({ role: "viewer" });
  await putToken({ role: "factory" });
  await putToken({ products: ["other"] });
  await putToken({ revokedAtMs: NOW_MS });
  await putToken({ expiresAtMs: NOW_MS });
  await putToken({ name: "admin", role: "admin" });
  await putToken({ kind: "enrolment" });
  expect(await isAlone()).toBe(true);
  expect(await isAlone("operator")).toBe(false);
});

test("[RV3] from the second person's token on an administrator's own work does not count either", async () => {
  await putToken({ expiresAtMs: NOW_MS + 1 });
  expect(await isAlone()).toBe(false);
  fleet = createMemoryFleet();
  await putToken({ role: "admin", products: null, name: "eve" });
  expect(await isAlone()).toBe(false);
});
