import type * as z from "zod";
import { ProblemDocument } from "#contract/problem.ts";
import { type Route } from "#contract/route.ts";
import { ROUTES, type RouteId, type Routes } from "#contract/routes.ts";
import { unreachable } from "#client/unreachable.ts";
import { DEFAULT_RETRY, pauseBefore, type Retry } from "#client/retry.ts";

type Part<R extends Route, K extends "params" | "query" | "body"> = R[K] extends z.ZodType
  ? undefined extends z.input<R[K]>
    ? { readonly [P in K]?: z.input<R[K]> }
    : K extends "query"
      ? { readonly [P in K]?: z.input<R[K]> }
      : { readonly [P in K]: z.input<R[K]> }
  : unknown;
type Input<R extends Route> = Part<R, "params"> &
  Part<R, "query"> &
  Part<R, "body"> & {
    /** The etag that a change of a policy is based on. */
    readonly ifMatch?: string;
  };

/** A refusal is a value. An outage is one too (`code: "unreachable"`), once the retries are used up. */
export type FleetReply<T> =
  | { readonly ok: true; readonly status: number; readonly value: T }
  | { readonly ok: false; readonly problem: ProblemDocument };

/** One method a route, typed from the route table. Streams are not here: `live` and `event-stream` read those. */
export type FleetClient = {
  readonly [K in RouteId as Routes[K]["reply"] extends "json" ? K : never]: (
    input: Input<Routes[K]>,
  ) => Promise<FleetReply<z.output<Routes[K]["ok"]>>>;
};

export type ClientOptions = {
  readonly baseUrl: string;
  readonly token: string | null;
  readonly productId: string | null;
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: Retry;
  readonly sleep?: (ms: number) => Promise<void>;
};

const REQUEST_TIMEOUT_MS = 30_000;
type Loose = { readonly params?: object; readonly query?: object; readonly body?: unknown; readonly ifMatch?: string };

/**
 * Every write carries a key of the caller's own, so an unknown outcome is simply sent again: the receipt answers.
 * Retries unreachable servers and 429/503 with the server's own pause.
 */
export function createFleetClient(options: ClientOptions): FleetClient {
  const retry = options.retry ?? DEFAULT_RETRY;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const call = (route: Route) => async (input: Loose) => {
    for (let attempt = 1; ; attempt++) {
      // Sequential on purpose: each attempt follows the failure of the last.
      // oxlint-disable-next-line no-await-in-loop -- see above
      const reply = await callOnce(options, route, input);
      const pauseMs = pauseBefore(retry, attempt, reply);
      if (pauseMs === null) return reply;
      // oxlint-disable-next-line no-await-in-loop -- see above
      await sleep(pauseMs);
    }
  };
  const routes = Object.values(ROUTES).filter((route) => route.reply === "json");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's keys and its routes' schemas are the same ones
  return Object.fromEntries(routes.map((route) => [route.id, call(route)])) as unknown as FleetClient;
}

async function callOnce(options: ClientOptions, route: Route, input: Loose): Promise<FleetReply<unknown>> {
  const fetch = options.fetch ?? globalThis.fetch;
  try {
    const response = await fetch(urlOf(options.baseUrl, route, input), {
      method: route.method,
      headers: headersOf(options, input),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(input.body === undefined
        ? {}
        : { body: typeof input.body === "string" ? input.body : JSON.stringify(input.body) }),
    });
    const json: unknown = await response.json();
    if (response.ok) return { ok: true, status: response.status, value: route.ok.parse(json) };
    const problem = ProblemDocument.safeParse(json);
    return {
      ok: false,
      problem: problem.success ? problem.data : unreachable(`an answer ${response.status} that is no problem document`),
    };
  } catch (error) {
    return { ok: false, problem: unreachable(error instanceof Error ? error.message : String(error)) };
  }
}

function headersOf(options: ClientOptions, { body, ifMatch }: Loose): Record<string, string> {
  return {
    accept: "application/json",
    ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
    ...(options.productId === null ? {} : { "x-product-id": options.productId }),
    ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
    ...(body === undefined ? {} : { "content-type": typeof body === "string" ? "text/markdown" : "application/json" }),
  };
}

function urlOf(baseUrl: string, route: Route, input: Loose): string {
  const params = new Map(Object.entries(input.params ?? {}));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params.get(name))));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {}))
    if (value !== undefined) query.set(name, String(value));
  const search = query.toString();
  return `${baseUrl.replace(/\/$/, "")}${path}${search === "" ? "" : `?${search}`}`;
}
