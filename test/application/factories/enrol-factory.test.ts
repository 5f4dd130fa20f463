import { beforeEach, expect, test } from "vitest";
import { createAuthenticate } from "#application/access/authenticate.ts";
import { createEnrolmentCode } from "#application/factories/create-enrolment-code.ts";
import { type Enrolled, enrolFactory, type EnrolFactory } from "#application/factories/enrol-factory.ts";
import { listFactories } from "#application/factories/list-factories.ts";
import { type Deps } from "#application/deps.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { createGate } from "../../support/gate.ts";
import { PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const HOUR_MS = 3_600_000;
let fleet: MemoryFleet;
let code: string;
beforeEach(async () => {
  fleet = createMemoryFleet();
  ({ code } = await createEnrolmentCode(fleet.deps, { productId: PRODUCT, name: "for forge-1" }));
});
const enrolment = (given: Partial<EnrolFactory> = {}): EnrolFactory => ({
  code,
  enrolmentId: "try-1",
  name: "forge-1",
  capabilities: ["os:linux"],
  seatLimit: 3,
  version: "1.0.0",
  ...given,
});
const enrol = async (given: Partial<EnrolFactory> = {}, deps: Deps = fleet.deps) =>
  stateOf(await enrolFactory(deps, enrolment(given)));
/** Whether a token opens something, asked afresh. */
const works = async (token: string) => (await createAuthenticate(fleet.deps, null)(token)) !== null;
const good = async (tokens: readonly Enrolled[]) => Promise.all(tokens.map(({ token }) => works(token)));

test("[FA1] a code enrols a factory, whose token opens what a factory may do for its product", async () => {
  const { factoryId, productId, token } = await enrol();
  expect(productId).toBe(PRODUCT);
  expect(await createAuthenticate(fleet.deps, null)(token)).toEqual({
    name: "forge-1",
    role: "factory",
    products: [PRODUCT],
    factoryId,
  });
  expect(await listFactories(fleet.deps, PRODUCT)).toMatchObject([{ id: factoryId, name: "forge-1", seatLimit: 3 }]);
});

test("[FA1] an attempt that lost its reply gets another token for the same factory, and the lost one is dead", async () => {
  const first = await enrol();
  const again = await enrol();
  expect(again.factoryId).toBe(first.factoryId);
  expect(await good([first, again])).toEqual([false, true]);
  expect(await listFactories(fleet.deps, PRODUCT)).toHaveLength(1);
});

test("[FA1] a code that another attempt used up is spent", async () => {
  await enrol();
  expect(problemOf(await enrolFactory(fleet.deps, enrolment({ enrolmentId: "try-2" })))).toEqual({
    code: "enrolment-code-spent",
  });
});

test("[FA1] of twenty attempts with one code at the same time one enrols", async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => enrolFactory(fleet.deps, enrolment({ enrolmentId: `try-${n}` }))),
  );
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await listFactories(fleet.deps, PRODUCT)).toHaveLength(1);
});

test("[FA1] a code is good for an hour, to the last millisecond", async () => {
  fleet.nowMs += HOUR_MS - 1;
  const other = await createEnrolmentCode(fleet.deps, { productId: PRODUCT, name: "later" });
  expect((await enrol()).productId).toBe(PRODUCT);
  fleet.nowMs += HOUR_MS;
  expect(problemOf(await enrolFactory(fleet.deps, enrolment({ code: other.code }))).code).toBe("unauthenticated");
});

test("[FA1] what is no code is refused: a wrong checksum, an unknown one, a factory's own token", async () => {
  const { token } = await enrol();
  const forged = `${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`;
  const unknown = fleet.deps.secrets.mint("enr");
  for (const bad of ["", "agf_enr_", forged, unknown, token])
    expect(problemOf(await enrolFactory(fleet.deps, enrolment({ code: bad }))).code).toBe("unauthenticated");
});

test("[FA1] an attempt that fails at any point can be repeated, and leaves one factory and one token that works", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 8; at++) {
      fleet = createMemoryFleet();
      ({ code } = await createEnrolmentCode(fleet.deps, { productId: PRODUCT, name: "x" }));
      await enrolFactory(fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, fate)) }), enrolment()).catch(
        () => null,
      );
      const { factoryId, token } = await enrol();
      const factories = await listFactories(fleet.deps, PRODUCT);
      expect(
        factories.map(({ id }) => id),
        `${fate} at ${at}`,
      ).toEqual([factoryId]);
      expect(await works(token)).toBe(true);
      const live = fleet.store
        .all("fleet_tokens")
        .filter((doc) => doc["kind"] === "access" && doc["revokedAtMs"] === null);
      expect(live).toHaveLength(1);
    }
});

test("[FA1] an attempt that was overtaken by its own repetition leaves no second token behind", async () => {
  const late = createGate();
  const codeSpent = createGate();
  let commits = 0;
  const slow = fleet.with({
    store: {
      ...fleet.store,
      commit: async (container, partition, writes) => {
        commits += 1;
        if (commits > 1 && container === "fleet_tokens") await late.passed;
        const result = await fleet.store.commit(container, partition, writes);
        codeSpent.open();
        return result;
      },
    },
  });
  const overtaken = enrolFactory(slow, enrolment());
  await codeSpent.passed;
  const second = await enrol();
  late.open();
  const first = await overtaken;
  expect(await works(second.token)).toBe(true);
  expect(first.ok ? await works(first.state.token) : false).toBe(false);
});

test("[AC1] neither a code nor a token is stored, only their hashes", async () => {
  const { token } = await enrol();
  const everything = JSON.stringify([fleet.store.all("fleet_tokens"), fleet.store.all("fleet_factories"), fleet.said]);
  expect(everything).not.toContain(code);
  expect(everything).not.toContain(token);
  expect(everything).toContain(fleet.deps.secrets.sha256(token));
});
