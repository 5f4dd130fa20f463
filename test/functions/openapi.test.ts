import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { problemsOf } from "#contract/route.ts";
import { PROBLEMS } from "#contract/problem.ts";
import { ROUTES } from "#contract/routes.ts";
import { ask } from "../support/fleet-http.ts";
import { useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[HT6] the API serves its own description: valid OpenAPI 3.1 with every route and every refusal", async () => {
  const seen = await ask(fleet, "/api/fleet/openapi.json");
  expect([seen.status, seen.headers["content-type"]]).toEqual([200, "application/json"]);
  expect(await new Validator().validate(structuredClone(seen.json))).toMatchObject({ valid: true });
  expect(seen.json["openapi"]).toMatch(/^3\.1\./);
  const paths = seen.json["paths"] as Record<string, Record<string, { responses: object; security: unknown[] }>>;
  for (const route of Object.values(ROUTES)) {
    const operation = paths[route.path]?.[route.method.toLowerCase()];
    const statuses = [...route.statuses, ...problemsOf(route).map((code) => PROBLEMS[code].status)].map(String);
    expect([route.id, Object.keys(operation?.responses ?? {}).sort()]).toEqual([
      route.id,
      [...new Set(statuses)].sort(),
    ]);
    expect([route.id, operation?.security.length === 0]).toEqual([route.id, route.access === "public"]);
  }
  expect(Object.values(paths).flatMap((methods) => Object.keys(methods))).toHaveLength(Object.keys(ROUTES).length);
});
