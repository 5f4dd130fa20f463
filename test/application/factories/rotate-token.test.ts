import { beforeEach, expect, test } from "vitest";
import { createAuthenticate } from "#application/access/authenticate.ts";
import { type Deps } from "#application/deps.ts";
import { createEnrolmentCode } from "#application/factories/create-enrolment-code.ts";
import { type EnrolFactory, enrolFactory } from "#application/factories/enrol-factory.ts";
import { revokeTokens } from "#application/factories/revoke-tokens.ts";
import { rotateToken } from "#application/factories/rotate-token.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { factoryIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const OVERLAP_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
let fleet: MemoryFleet;
let enrolment: EnrolFactory;
let first: { readonly token: string; readonly factoryId: string; readonly expiresAtMs: number };
const start = async () => {
  fleet = createMemoryFleet();
  const { code } = await createEnrolmentCode(fleet.deps, { productId: PRODUCT, name: "for forge-1" });
  enrolment = { code, enrolmentId: "e", name: "forge-1", capabilities: ["os:linux"], seatLimit: 1, version: "1" };
  first = stateOf(await enrolFactory(fleet.deps, enrolment));
};
beforeEach(start);

const rotate = (rotationId: string, deps: Deps = fleet.deps, byItself = true) =>
  rotateToken(deps, { productId: PRODUCT, factoryId: first.factoryId, rotationId, byItself });
const revoke = () => revokeTokens(fleet.deps, { productId: PRODUCT, factoryId: first.factoryId });
/** Whether a token opens something, asked afresh. */
const works = async (token: string) => (await createAuthenticate(fleet.deps, null)(token)) !== null;

test("[FL1] a factory's token lives ninety days, and the one before a rotation to the end of the overlap", async () => {
  expect(first.expiresAtMs).toBe(fleet.nowMs + 90 * DAY_MS);
  const second = stateOf(await rotate("r1"));
  expect(second).toMatchObject({ expiresAtMs: fleet.nowMs + 90 * DAY_MS, overlapUntilMs: fleet.nowMs + OVERLAP_MS });
  fleet.nowMs += OVERLAP_MS - 1;
  expect([await works(first.token), await works(second.token)]).toEqual([true, true]);
  fleet.nowMs += 1;
  expect([await works(first.token), await works(second.token)]).toEqual([false, true]);
});

test("[FL1] a rotation repeated after a lost reply gets another token, the unseen one is dead, the overlap stays", async () => {
  const lost = stateOf(await rotate("r1"));
  fleet.nowMs += 60_000;
  const again = stateOf(await rotate("r1"));
  expect(again.overlapUntilMs).toBe(lost.overlapUntilMs);
  expect([await works(first.token), await works(lost.token), await works(again.token)]).toEqual([true, false, true]);
});

test("[FL1] a rotation that fails at any point can be repeated, and leaves one token that outlives the overlap", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 9; at++) {
      await start();
      await rotate("r1", fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, fate)) })).catch(() => null);
      expect(await works(first.token), `${fate} at ${at}`).toBe(true);
      const { token } = stateOf(await rotate("r1"));
      fleet.nowMs += OVERLAP_MS;
      expect(await works(token)).toBe(true);
      const good = fleet.store
        .all("fleet_tokens")
        .filter((doc) => doc["kind"] === "access" && doc["revokedAtMs"] === null)
        .filter((doc) => Number(doc["expiresAtMs"]) > fleet.nowMs);
      expect(good, `${fate} at ${at}`).toHaveLength(1);
    }
});

test("[FL1] of rotations at the same time no answered token dies before its time but by a newer one's overlap", async () => {
  for (let round = 0; round < 20; round++) {
    await start();
    const all = await Promise.all(["a", "b", "c", "d"].map((id) => rotate(id)));
    const given = all.flatMap((each) => (each.ok ? [each.state.token] : []));
    expect(given.length).toBeGreaterThan(0);
    fleet.nowMs += OVERLAP_MS;
    const alive = await Promise.all(given.map(works));
    expect(alive.filter(Boolean)).toHaveLength(1);
  }
});

test("[FL1] a factory that is not there has no token to rotate", async () => {
  const other = { productId: PRODUCT, factoryId: factoryIdOf(9), rotationId: "r", byItself: false };
  expect(problemOf(await rotateToken(fleet.deps, other)).code).toBe("factory-not-found");
  expect(
    problemOf(await rotateToken(fleet.deps, { ...other, factoryId: first.factoryId, productId: "other" })).code,
  ).toBe("factory-not-found");
});

test("[FL3] a revocation ends every token, and the code that could get another one", async () => {
  const second = stateOf(await rotate("r1"));
  expect(stateOf(await revoke())).toEqual({ revoked: 2 });
  expect([await works(first.token), await works(second.token)]).toEqual([false, false]);
  expect(problemOf(await enrolFactory(fleet.deps, enrolment)).code).toBe("unauthenticated");
  expect(stateOf(await revoke())).toEqual({ revoked: 0 });
});

test("[AC2] a revoked token that an instance still remembers is refused within five seconds", async () => {
  const authenticate = createAuthenticate(fleet.deps, null);
  expect(await authenticate(first.token)).not.toBeNull();
  await revoke();
  fleet.nowMs += 5_000;
  expect(await authenticate(first.token)).toBeNull();
});

test("[FL3] a remembered token cannot get itself a successor; an operator can give one at once", async () => {
  await revoke();
  fleet.nowMs += 5_000;
  expect(problemOf(await rotate("r1")).code).toBe("unauthenticated");
  const { token } = stateOf(await rotate("r2", fleet.deps, false));
  expect(await works(token)).toBe(true);
  fleet.nowMs += 1;
  expect((await rotate("r3")).ok).toBe(true);
});

test("[FL3] a rotation that a revocation overtakes hands out nothing that works", async () => {
  const { store } = fleet;
  let isFirst = true;
  const overtaken = fleet.with({
    store: {
      ...store,
      commit: async (container, partition, writes) => {
        const result = await store.commit(container, partition, writes);
        if (container === "fleet_tokens" && isFirst) {
          isFirst = false;
          await revoke();
        }
        return result;
      },
    },
  });
  expect(problemOf(await rotate("r1", overtaken)).code).toBe("contention");
  expect(await works(first.token)).toBe(false);
  expect(store.all("fleet_tokens").filter((doc) => doc["revokedAtMs"] === null)).toEqual([]);
});
