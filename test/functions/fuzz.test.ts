import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ProblemDocument } from "#contract/problem.ts";
import { problemsOf, type Route } from "#contract/route.ts";
import { ROUTES, type RouteId } from "#contract/routes.ts";
import { arbitraryOf, hostile, strange } from "../support/fleet-arbitrary.ts";
import { expectNothingOfTheInside, headersOf } from "../support/fleet-http.ts";
import { manifest, ok, PRODUCT, useLocalFleet, type Worker } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const SEED = 20_260_701;
const REQUESTS = 100;
const AT_ONCE = 8;
const SHOWN_CHARS_MAX = 1_000;
const ANSWER_WITHIN_MS = 10_000;

let worker: Worker;
let known: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  worker = await fleet.worker({ seatLimit: 64 });
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Known", "key: known") }));
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "known", bootId: 1 } }));
  // A factory of its own, for some routes end what they name.
  const { factoryId } = await fleet.worker();
  known = { jobId: job.id, runId: claimed!.runId, factoryId };
});

type Made = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

/** Well-formed, and of a job that is there, so that it gets past the first look. */
const wellFormed = (route: Route): fc.Arbitrary<Made> =>
  fc.record({
    params:
      route.params === null
        ? fc.constant({})
        : fc
            .tuple(arbitraryOf(route.params), fc.boolean())
            .map(([params, isKnown]) => (isKnown ? Object.assign({}, params, known) : params)),
    query: route.query === null ? fc.constant({}) : arbitraryOf(route.query),
    body: route.body === null ? fc.constant(undefined) : arbitraryOf(route.body),
  });

const illFormed = (route: Route): fc.Arbitrary<Made> =>
  fc.record({
    params: route.params === null ? fc.constant({}) : fc.oneof(fc.constant(known), hostile(arbitraryOf(route.params))),
    query: fc.dictionary(
      fc.oneof(fc.constantFrom("limit", "cursor", "after", "strict", "stage"), fc.string()),
      strange,
      {
        maxKeys: 3,
      },
    ),
    body: route.body === null ? fc.constant(undefined) : hostile(arbitraryOf(route.body)),
  });

test.each(Object.values(ROUTES).map(({ id }) => id))(
  "[HT7] %s answers whatever it is asked, by its contract and in time",
  async (id: RouteId) => {
    const route: Route = ROUTES[id];
    const runs = { numRuns: route.reply === "stream" ? REQUESTS / 10 : REQUESTS, seed: SEED };
    const requests = [...fc.sample(wellFormed(route), runs), ...fc.sample(illFormed(route), runs)];
    const statuses = new Map<number, number>();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let made = requests.pop(); made !== undefined; made = requests.pop()) {
          const { status, text } = await sendAsClientsDo(route, made);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          const faults = faultsOf(route, status, text);
          const seen = faults.length === 0 ? "" : JSON.stringify({ made, text }).slice(0, SHOWN_CHARS_MAX);
          expect({ faults, seen }).toEqual({ faults: [], seen: "" });
        }
      }),
    );
    // The requests were of use: some got past the first look.
    expect([...statuses.keys()].some((status) => status !== 422)).toBe(true);
  },
);

/** Why an answer breaks the contract, if it does. */
function faultsOf(route: Route, status: number, text: string): string[] {
  expectNothingOfTheInside(text);
  if (route.statuses.includes(status)) {
    if (route.reply === "stream") return [];
    return route.ok.safeParse(JSON.parse(text)).success ? [] : ["The answer is not the one declared."];
  }
  // A path that is none leads to no route, or to another one.
  if (status === 404 && text === "") return [];
  const problem = ProblemDocument.safeParse(text === "" ? null : JSON.parse(text));
  if (!problem.success) return [`${status} without a problem document`];
  const { code } = problem.data;
  if (code === "internal" || code === "unavailable") return [`It failed: ${code}`];
  return code === "not-found" || problemsOf(route).some((each) => each === code) ? [] : [`${code} is not declared`];
}

const OVERLOADED = 503;
const TRIES_MAX = 5;

/** A fleet that is asked more than one machine can do says 503 and when to come again; a client comes again. */
async function sendAsClientsDo(route: Route, made: Made): Promise<{ status: number; text: string }> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send(route, made);
    if (answer.status !== OVERLOADED || attempt === TRIES_MAX) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
  }
}

async function send(route: Route, { params, query, body }: Made): Promise<{ status: number; text: string }> {
  const named = new Map(Object.entries(params ?? {}));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(named.get(name)));
  const search = Object.entries(query ?? {})
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .join("&");
  const token = route.access !== "public" && route.access.includes("factory") ? worker.token : fleet.adminToken;
  const sent = encoded(route, body);
  const stopping = new AbortController();
  const response = await fetch(`${fleet.url}${path}${search === "" ? "" : `?${search}`}`, {
    method: route.method,
    headers: headersOf({ token, product: PRODUCT, headers: sent.headers }),
    signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    body: sent.body,
  });
  if (response.headers.get("content-type") !== "text/event-stream") {
    return { status: response.status, text: await response.text() };
  }
  const first = await response.body!.getReader().read();
  stopping.abort();
  return { status: response.status, text: new TextDecoder().decode(first.value) };
}

function encoded(route: Route, body: unknown): { headers: Record<string, string>; body: string | null } {
  if (body === undefined) return { headers: {}, body: null };
  if (typeof body === "string" && route.bodyTypes.includes("text/markdown"))
    return { headers: { "content-type": "text/markdown" }, body };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) ?? "" };
}

/** Lone surrogates have no place in a URL. */
const escape = (value: unknown): string => encodeURIComponent(String(value).replaceAll(/\p{Surrogate}/gu, "?"));

/** These would make another path of it. */
const segment = (value: unknown): string => {
  const text = escape(value);
  return ["", ".", ".."].includes(text) ? "none" : text;
};
