import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { openApiDocument } from "#contract/openapi.ts";
import { type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Record<string, unknown>;
};
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  readonly paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

test("[OA1] the document is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(document);
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test("[OA1] every route is one operation, with a summary of its own", () => {
  const routes = Object.values<Route>(ROUTES).map(({ id, path, method, summary }) => ({ id, path, method, summary }));
  const described = operations.map(({ path, method, operation: { operationId, summary } }) => ({
    id: operationId,
    path,
    method,
    summary,
  }));
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  expect(described.toSorted(byId)).toEqual(routes.toSorted(byId));
  expect(routes.filter(({ summary }) => summary.length < 10)).toEqual([]);
});

test("[OA1] every operation says how it succeeds and how it can be refused", () => {
  for (const { operation } of operations) {
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
    expect(statuses.some((status) => status.startsWith("4"))).toBe(true);
    expect(statuses).toContain("500");
  }
});

test("[OA2] the document is the one that was looked at last: a change of the API is seen in review", async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("./fixtures/openapi.json");
});
