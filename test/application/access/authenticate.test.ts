import { beforeEach, expect, test } from "vitest";
import { createAuthenticate } from "#application/access/authenticate.ts";
import { TOKENS } from "#application/ports/collections.ts";
import { type TokenDocument } from "#contract/documents/token-document.ts";
import { createBrokenStore } from "../../support/broken-store.ts";
import { NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

let fleet: MemoryFleet;
let lookedUp: string[];
beforeEach(() => {
  fleet = createMemoryFleet();
  lookedUp = [];
});
const instance = (adminTokenSha256: string | null = null) =>
  createAuthenticate(
    fleet.with({
      store: createBrokenStore(fleet.store, ({ what }) => {
        lookedUp.push(what);
        return "done";
      }),
    }),
    adminTokenSha256,
  );
async function aToken(given: Partial<TokenDocument> = {}): Promise<string> {
  const token = fleet.deps.secrets.mint("usr");
  const id = fleet.deps.secrets.sha256(token);
  const doc: TokenDocument = {
    id,
    kind: "access",
    name: "ada",
    role: "operator",
    products: [PRODUCT],
    factoryId: null,
    lastFour: token.slice(-4),
    createdAtMs: NOW_MS,
    expiresAtMs: null,
    revokedAtMs: null,
    tokenId: null,
    usedBy: null,
    ...given,
  };
  await fleet.put("fleet_tokens", id, doc);
  return token;
}
const revoke = async (token: string) => {
  const id = fleet.deps.secrets.sha256(token);
  const known = (await fleet.store.read(TOKENS, id, id))!;
  const doc = { ...known.value, revokedAtMs: fleet.nowMs };
  await fleet.store.commit("fleet_tokens", id, [{ kind: "replace", doc, expected: known.version }]);
};

test("[AC1] a token is known by its hash, and says who has it and what it may touch", async () => {
  const token = await aToken();
  expect(await instance()(token)).toEqual({ name: "ada", role: "operator", products: [PRODUCT], factoryId: null });
  expect(lookedUp).toEqual([`fleet_tokens/${fleet.deps.secrets.sha256(token)}`]);
});

test.each(["", "agf_usr_", "agf_usr_x", "Bearer", "agf_usr_".padEnd(44, "a"), "agf_abc_".padEnd(44, "0"), "'; DROP"])(
  "[AC1] a text that is no token is not even looked up: %j",
  async (text) => {
    expect(await instance()(text)).toBeNull();
    expect(lookedUp).toEqual([]);
  },
);

test("[AC1] a token with one character changed is not even looked up", async () => {
  const token = await aToken();
  const authenticate = instance();
  for (let at = 8; at < token.length; at++) {
    const other = token[at] === "a" ? "b" : "a";
    expect(await authenticate(token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
  }
  expect(lookedUp).toEqual([]);
});

test("[AC2] a token that was revoked is refused by every instance within five seconds", async () => {
  const token = await aToken();
  const instances = [instance(), instance()];
  for (const each of instances) expect(await each(token)).not.toBeNull();
  await revoke(token);
  fleet.nowMs += 5_000;
  for (const each of instances) expect(await each(token)).toBeNull();
});

test("[AC2] a token is remembered for a few seconds, so that a busy caller costs one read", async () => {
  const token = await aToken();
  const authenticate = instance();
  for (let n = 0; n < 50; n++) await authenticate(token);
  expect(lookedUp).toHaveLength(1);
});

test("[AC2] an unknown token is not remembered as such: it works as soon as it exists", async () => {
  const { secrets } = fleet.deps;
  const token = secrets.mint("usr");
  const authenticate = instance();
  expect(await authenticate(token)).toBeNull();
  const known = await aToken();
  const doc = (await fleet.store.read(TOKENS, secrets.sha256(known), secrets.sha256(known)))!.value;
  await fleet.put("fleet_tokens", secrets.sha256(token), { ...doc, id: secrets.sha256(token) });
  expect(await authenticate(token)).not.toBeNull();
});

test("[AC1] a token expires in its very millisecond, remembered or not", async () => {
  const token = await aToken({ expiresAtMs: NOW_MS + 1_000 });
  const authenticate = instance();
  fleet.nowMs = NOW_MS + 999;
  expect(await authenticate(token)).not.toBeNull();
  fleet.nowMs = NOW_MS + 1_000;
  expect(await authenticate(token)).toBeNull();
});

test("[AC1] an enrolment code opens nothing but the enrolment", async () => {
  expect(await instance()(await aToken({ kind: "enrolment", role: "factory" }))).toBeNull();
});

test("[AC1] the first administrator's token is known by the hash in the settings, and by nothing else", async () => {
  const token = fleet.deps.secrets.mint("usr");
  const hash = fleet.deps.secrets.sha256(token);
  expect(await instance(hash)(token)).toEqual({ name: "admin", role: "admin", products: null, factoryId: null });
  expect(await instance(hash)(hash)).toBeNull();
  expect(await instance()(token)).toBeNull();
});

test("[AC1] tokens are of their kind, all different, and hold 178 bits of chance", () => {
  const { secrets } = fleet.deps;
  const minted = Array.from({ length: 500 }, () => secrets.mint("fac"));
  expect(minted.every((token) => /^agf_fac_[0-9A-Za-z]{36}$/.test(token) && secrets.wellFormed(token))).toBe(true);
  expect(new Set(minted).size).toBe(500);
  expect(new Set(minted.flatMap((token) => token.slice(8, 38).split(""))).size).toBe(62);
});
