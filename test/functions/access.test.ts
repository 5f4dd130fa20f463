import { beforeAll, expect, test } from "vitest";
import { ROLES, type Role } from "#contract/documents/token-document.ts";
import { type Route } from "#contract/route.ts";
import { PROBLEMS, type ProblemCode } from "#contract/problem.ts";
import { ROUTES } from "#contract/routes.ts";
import { ask, expectNothingOfTheInside, type Seen } from "../support/fleet-http.ts";
import { codeOf, FOREIGN_PRODUCT, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";
import { bodyOf, pathOf, SAMPLES } from "../support/fleet-requests.ts";

const fleet = useLocalFleet();
const CALLERS = ["nobody", ...ROLES] as const;
type Caller = (typeof CALLERS)[number];
const tokens = new Map<Caller, string | null>([["nobody", null]]);

beforeAll(async () => {
  for (const role of ROLES.filter((each) => each !== "factory")) tokens.set(role, await fleet.token(role, [PRODUCT]));
  tokens.set("factory", (await fleet.worker()).token);
});

const call = (route: Route & { readonly id: keyof typeof SAMPLES }, caller: Caller, product: string): Promise<Seen> =>
  ask(fleet, pathOf(route.id), {
    method: route.method,
    token: tokens.get(caller) ?? null,
    product,
    ...bodyOf(SAMPLES[route.id].body),
  });

const allows = (route: Route, caller: Caller): boolean =>
  route.access === "public" || (caller !== "nobody" && route.access.some((role: Role) => role === caller));

const routes = Object.values(ROUTES);
const matrix = routes.flatMap((route) =>
  CALLERS.flatMap((caller) => [PRODUCT, FOREIGN_PRODUCT].map((product) => [route.id, caller, product, route] as const)),
);

test("[AC3] the matrix has every route, every role and both products", () => {
  expect(matrix).toHaveLength(routes.length * 5 * 2);
  // Whoever writes is never somebody who may only read.
  for (const route of routes) {
    const writes = route.method !== "GET" && route.access !== "public";
    expect([route.id, writes && allows(route, "viewer")]).toEqual([route.id, false]);
  }
});

/** What stands in the way of a call, whatever it asks for; null when it gets as far as its handler. */
function refusalFor(route: Route, caller: Caller, product: string): ProblemCode | null {
  if (route.access === "public") return null;
  if (caller === "nobody") return "unauthenticated";
  if (!allows(route, caller)) return "forbidden";
  return route.perProduct && product === FOREIGN_PRODUCT ? "not-found" : null;
}

const AT_THE_DOOR: ReadonlySet<unknown> = new Set(["unauthenticated", "forbidden", "not-found", "product-required"]);

test.each(matrix)("[AC3] %s as %s on %s", async (_, caller, product, route) => {
  const seen = await call(route, caller, product);
  const code = seen.json["code"];
  // An enrolment has no token but a code, and that of the sample is none.
  const isAtTheDoor = AT_THE_DOOR.has(code) && route.id !== "enrolFactory";
  expect(isAtTheDoor ? code : null).toBe(refusalFor(route, caller, product));
  expect(isAtTheDoor ? PROBLEMS[code as ProblemCode].status : 0).toBe(isAtTheDoor ? seen.status : 0);
  expect(seen.status).toBeLessThan(500);
  expectNothingOfTheInside(seen.text);
});

test("[AC3] an administrator of every product reaches each of them", async () => {
  for (const product of [PRODUCT, FOREIGN_PRODUCT, "never-heard-of"]) {
    const seen = await ask(fleet, "/api/fleet/jobs", { token: fleet.adminToken, product });
    expect([seen.status, seen.json]).toEqual([200, { items: expect.any(Array), nextCursor: null }]);
  }
});

test("[AC3] a factory's token whose factory is none of the product is told to enrol, and gets no job", async () => {
  const stranger = fleet.client(await fleet.token("factory", [PRODUCT], "fac_00000000000000000000000000"));
  expect(codeOf(await stranger.claimJob({ body: { claimId: "c", bootId: 1 } }))).toBe("factory-not-found");
  const facts = { capabilities: ["engine:shell"], seatLimit: 1, version: "1" };
  const beat = { ...facts, bootId: 1, health: "ok", load: 0, draining: false } as const;
  expect(codeOf(await stranger.heartbeat({ body: beat }))).toBe("factory-not-found");
});
