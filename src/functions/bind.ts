import { type HttpRequest, type HttpResponseInit, type InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import type * as z from "zod";
import { type Problem, type Refusal } from "#contract/problem.ts";
import { type Route } from "#contract/route.ts";
import { type Principal } from "#application/access/authenticate.ts";
import { type Deps } from "#application/deps.ts";
import { ContentTooLarge, CursorRefused, StoreUnavailable } from "#application/ports/store.ts";
import { type App, depsFor, getApp } from "#functions/compose.ts";
import { admit } from "#functions/admit.ts";
import { BODY_BYTES_MAX, readBody } from "#functions/read-body.ts";
import { jsonReply, problemReply } from "#functions/reply.ts";

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets: everything parsed, admitted and typed. It never sees a request and never builds a response. */
export type Input<R extends Route> = {
  readonly params: Parsed<R["params"]>;
  readonly query: Parsed<R["query"]>;
  readonly body: Parsed<R["body"]>;
  readonly principal: Principal;
  readonly productId: string;
  readonly request: HttpRequest;
};
type Answer<R extends Route> =
  | { readonly ok: true; readonly state: z.input<R["ok"]>; readonly status?: R["statuses"][number] }
  | { readonly ok: false; readonly problem: Refusal<R["problems"][number] | "unavailable"> };
/** A refusal that the route does not declare does not compile. */
export type Handler<R extends Route> = (deps: Deps, input: Input<R>) => Promise<Answer<R>>;
export type HttpFunction = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;
type Respond<R extends Route> = (deps: Deps, input: Input<R>, requestId: string) => Promise<HttpResponseInit>;

/** Parse, authenticate, authorise, call, print, catch: the whole of HTTP, once. */
export const bind = <R extends Route>(route: R, handler: Handler<R>): HttpFunction =>
  bindWith(route, async (deps, input, requestId) => {
    const answer = await handler(deps, input);
    return answer.ok
      ? jsonReply(answer.status ?? route.statuses[0], answer.state)
      : problemReply(answer.problem, requestId);
  });

/** The same for an answer that is no JSON: the handler prints it itself. */
export const bindWith =
  <R extends Route>(route: R, respond: Respond<R>): HttpFunction =>
  async (request, context) => {
    const requestId = context.invocationId;
    // In stream mode a handler that throws never answers, so nothing may get past this.
    try {
      const app = getApp();
      const input = await readInput(app, route, request);
      if (!input.ok) return problemReply(input.problem, requestId);
      return await respond(depsFor(app, df.getClient(context)), input.input, requestId);
    } catch (error) {
      return failure(error, requestId, context);
    }
  };

type Read<R extends Route> =
  | { readonly ok: true; readonly input: Input<R> }
  | { readonly ok: false; readonly problem: Problem };

async function readInput<R extends Route>(app: App, route: R, request: HttpRequest): Promise<Read<R>> {
  const admitted = await admit(app, route, request);
  if (!admitted.ok) return admitted;
  const read = await readBody(route, request);
  if (!read.ok) return read;
  const raw = { params: request.params, query: Object.fromEntries(request.query), body: read.body };
  const parts = (["params", "query", "body"] as const).map(
    (part) => [part, parsePart(route, part, raw[part])] as const,
  );
  const errors = parts.flatMap(([part, parsed]) =>
    parsed === undefined || parsed.success
      ? []
      : parsed.error.issues.map((issue) => ({
          pointer: `/${[part, ...issue.path].map(String).join("/")}`,
          detail: issue.message,
        })),
  );
  if (errors.length > 0) return { ok: false, problem: { code: "invalid-request", errors } };
  const values = Object.fromEntries(
    parts.map(([part, parsed]) => [part, parsed?.success === true ? parsed.data : undefined]),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each part was parsed by the schema that its type is inferred from
  return { ok: true, input: { ...values, ...admitted.admitted, request } as Input<R> };
}

/** The host adds query keys to the parameters, so only those of the template are looked at. */
function parsePart(route: Route, part: "params" | "query" | "body", raw: unknown) {
  if (part !== "params") return route[part]?.safeParse(raw);
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const all = new Map(Object.entries(raw ?? {}));
  return route.params?.safeParse(Object.fromEntries(names.map((name) => [name, all.get(name)])));
}

function failure(error: unknown, requestId: string, context: InvocationContext): HttpResponseInit {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof CursorRefused) {
    const errors = [{ pointer: "/query/cursor", detail: "expected the nextCursor of an earlier page" }];
    return problemReply({ code: "invalid-request", errors }, requestId);
  }
  // Text can grow sixfold when it is written down as JSON, so the limit of the body does not see every one.
  if (error instanceof ContentTooLarge)
    return problemReply({ code: "body-too-large", maxBytes: BODY_BYTES_MAX }, requestId);
  if (error instanceof StoreUnavailable) {
    context.warn(JSON.stringify({ event: "store.unavailable", requestId, why }));
    return problemReply({ code: "unavailable", retryAfterMs: error.retryAfterMs }, requestId);
  }
  context.error(
    JSON.stringify({ event: "request.failed", requestId, why, stack: error instanceof Error ? error.stack : null }),
  );
  return problemReply({ code: "internal" }, requestId);
}
