import * as z from "zod";
import { groupBy } from "#contract/group-by.ts";
import { createDocument, type ZodOpenApiOperationObject } from "zod-openapi";
import { PROBLEMS, ProblemDocument, type ProblemCode } from "#contract/problem.ts";
import { problemsOf, type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";

const VERSION = "1.0.0";

let document: Record<string, unknown> | null = null;

/** OpenAPI 3.1, made from the route table once it is asked for. */
export function openApiDocument(): Record<string, unknown> {
  document ??= build();
  return document;
}

function build(): Record<string, unknown> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of Object.values<Route>(ROUTES))
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  const made = createDocument({
    openapi: "3.1.1",
    info: {
      title: "Agent Gigafactory",
      version: VERSION,
      description: "The fleet coordinator's API. Every refusal is problem+json with a stable code.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths,
  });
  return { ...made };
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const header = route.access !== "public" && route.perProduct ? { header: PRODUCT_HEADER } : {};
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    security: route.access === "public" ? [] : [{ token: [] }],
    requestParams: {
      ...header,
      ...(route.params === null ? {} : { path: route.params }),
      ...(route.query === null ? {} : { query: route.query }),
    },
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: bodyContent(route.body, route.bodyTypes) } }),
    responses: { ...successes(route), ...failures(problemsOf(route)) },
  };
}

const PRODUCT_HEADER = z.object({
  "x-product-id": z.string().meta({ description: "The product that the request is about." }),
});

const bodyContent = (schema: z.ZodType, types: Route["bodyTypes"]) =>
  Object.fromEntries(types.map((type) => [type, { schema: type === "text/markdown" ? z.string() : schema }]));

const successes = (route: Route) =>
  Object.fromEntries(
    route.statuses.map((status) => [
      String(status),
      {
        description: route.summary,
        content: { [route.reply === "stream" ? "text/event-stream" : "application/json"]: { schema: route.ok } },
      },
    ]),
  );

/** Several codes share a status: one response each, which names them all. */
function failures(codes: readonly ProblemCode[]) {
  const byStatus = groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
        content: { "application/problem+json": { schema: ProblemDocument } },
      },
    ]),
  );
}
