import { expect, test } from "vitest";
import { type Role } from "#contract/documents/token-document.ts";
import { type Route } from "#contract/route.ts";
import { type RouteId, ROUTES } from "#contract/routes.ts";
import { ask, expectProblem, sendLarge } from "../support/fleet-http.ts";
import { manifest, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";
import { pathOf, SAMPLES } from "../support/fleet-requests.ts";

const fleet = useLocalFleet();
const admin = () => ({ token: fleet.adminToken, product: PRODUCT });
const isFor = ({ access }: Route, role: Role): boolean => access !== "public" && access.includes(role);
const submit = (body: string, query = "") =>
  ask(fleet, `/api/fleet/jobs${query}`, {
    ...admin(),
    method: "POST",
    body,
    headers: { "content-type": "text/markdown" },
  });

test.each([true, false])("[HT3] a body over 1 MB is 413 (its length declared: %s)", async (declared) => {
  const headers = { "content-type": "application/json" };
  const large = { ...admin(), headers, declared };
  const seen = await sendLarge(fleet, "/api/fleet/jobs", { ...large, sizeBytes: 1_000_001 });
  expectProblem(seen, "body-too-large");
  expect(seen.json["maxBytes"]).toBe(1_000_000);
  const far = await sendLarge(fleet, "/api/fleet/jobs", { ...large, sizeBytes: 20_000_000 });
  expectProblem(far, "body-too-large");
  // At the limit it is read, and found to be nothing but blanks.
  expectProblem(await sendLarge(fleet, "/api/fleet/jobs", { ...large, sizeBytes: 1_000_000 }), "invalid-request");
});

test("[HT3] a body of another type is 415, and says which would do", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]) {
    const seen = await ask(fleet, "/api/fleet/claim", {
      method: "POST",
      token: (await fleet.worker()).token,
      product: PRODUCT,
      headers: { "content-type": type },
      body: "{}",
    });
    expectProblem(seen, "unsupported-media-type");
    expect(seen.json["accepts"]).toEqual(["application/json"]);
  }
});

const JSON_ROUTES = Object.values(ROUTES).filter(({ body }) => body !== null);
const HOSTILE = {
  "a bomb of brackets": "[".repeat(100_000),
  "a bomb of objects": `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
  "a bomb that closes": `${"[".repeat(40)}${"]".repeat(40)}`,
  "text that is no JSON": "{",
  nothing: "",
  "a bare null": "null",
  "a list": "[]",
  "a number": "1e999",
} as const;

test.each(JSON_ROUTES.map(({ id }) => id))("[HT4] %s refuses JSON that is hostile with 422", async (id: RouteId) => {
  const route = ROUTES[id];
  const token = isFor(route, "factory") ? (await fleet.worker()).token : fleet.adminToken;
  const send = (body: string) =>
    ask(fleet, pathOf(id), {
      method: route.method,
      token,
      product: PRODUCT,
      headers: { "content-type": "application/json" },
      body,
    });
  for (const body of Object.values(HOSTILE)) expectProblem(await send(body), "invalid-request");
  // No schema ever sees what is nested too deeply.
  const bomb = await send(HOSTILE["a bomb of objects"]);
  expect(bomb.json["errors"]).toEqual([{ pointer: "", detail: "The JSON is nested too deeply." }]);
  const sample = SAMPLES[id].body;
  const plain = typeof sample === "string" ? { manifest: { title: "x" }, bodyMd: "" } : (sample as object);
  for (const key of ["__proto__", "constructor", "prototype", "toString"]) {
    const text = `${JSON.stringify(plain).slice(0, -1)},${JSON.stringify(key)}:{"role":"admin"}}`;
    expectProblem(await send(text), "invalid-request");
  }
  expect(({} as { role?: string }).role).toBeUndefined();
});

test("[HT3] a text that grows beyond what can be stored when it is written down is refused as too large", async () => {
  // Six bytes each in JSON: half a million of them are far more than a document may have.
  const seen = await submit(manifest("Grows", "", "\u0001".repeat(510_000)));
  expectProblem(seen, "body-too-large");
  expect((await submit(manifest("Fits", "", "\u00e9".repeat(400_000)))).status).toBe(201);
});
