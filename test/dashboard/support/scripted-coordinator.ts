import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import { LIVE_HUB, liveGroups, type LiveMessage, TICK_PERIOD_MS } from "#contract/live.ts";
import { toProblemDocument } from "#contract/problem.ts";
import { startWebPubSub } from "#local/web-pubsub/web-pubsub-server.ts";
import { actOnJob, type Answer, listJobs, readJob } from "./scripted-answers.ts";
import { createScriptedState } from "./scripted-state.ts";

const PRODUCT = "demo";
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** The policy under which the function app serves the page. */
const POLICY =
  "default-src 'self'; connect-src 'self' ws://127.0.0.1:* wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const GOOD_TOKEN = "agf_usr_good";

type Options = {
  /** The folder with the built page. */
  readonly dist: string;
  readonly jobCount: number;
  readonly hasFactories?: boolean;
  readonly role?: string;
  readonly products?: readonly string[] | null;
};

/**
 * Answers the routes that the page asks with data that the contract allows, and publishes what a test tells it to:
 * the page meets outages, gaps and refusals here that a healthy coordinator does not produce.
 */
export async function startScriptedCoordinator(options: Options) {
  const pubsub = await startWebPubSub({ port: 0 });
  const hub = new WebPubSubServiceClient(pubsub.connectionString, LIVE_HUB, { allowInsecureConnection: true });
  const state = createScriptedState({ jobCount: options.jobCount, hasFactories: options.hasFactories ?? true });
  const requests: string[] = [];
  const group = liveGroups.product(PRODUCT);
  const publish = (message: LiveMessage): Promise<void> => hub.group(group).sendToAll(message);
  const tick = (): Promise<void> =>
    publish({ type: "tick", productId: PRODUCT, version: state.version, serverTime: new Date().toISOString() });
  const timer = setInterval(() => {
    if (state.isTicking) void tick();
  }, TICK_PERIOD_MS);
  const whoAmI = (): Answer => ({
    ok: {
      name: "ada",
      role: options.role ?? "operator",
      products: options.products === undefined ? [PRODUCT] : options.products,
      serverTime: new Date().toISOString(),
    },
  });
  const negotiate = async (): Promise<Answer> => {
    const { url } = await hub.getClientAccessToken({ roles: [`webpubsub.joinLeaveGroup.${group}`] });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    return { ok: { url, groups: { product: group, wake: liveGroups.wake(PRODUCT) }, expiresAt } };
  };
  const answer = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const path = url.pathname.slice("/api/fleet/".length);
    requests.push(`${request.method} ${path}${url.search}`);
    if (request.headers.authorization !== `Bearer ${GOOD_TOKEN}`) return { problem: { code: "unauthenticated" } };
    if (state.fault !== null) return { problem: state.fault };
    if (request.method === "POST") return actOnJob(state, path, (JSON.parse(await text(request)) as Noted).note);
    if (path === "whoami") return whoAmI();
    if (path === "factories") return { ok: { items: state.factories } };
    if (path === "live/negotiate") return negotiate();
    return path === "jobs" ? listJobs(state, url.searchParams) : readJob(state, path, url.searchParams);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (!url.pathname.startsWith("/api/fleet/")) void sendFile(options.dist, url.pathname, response);
    else void answer(request, url).then((given) => send(response, given));
  });
  const listen = (port: number): Promise<number> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
  const goDown = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}/app/`,
    state,
    requests,
    publish,
    tick,
    severLive: pubsub.severAll,
    /** Frees the port, so that the page is refused; `comeBack` takes the same port again. */
    goDown,
    comeBack: () => listen(port),
    close: async () => {
      clearInterval(timer);
      await goDown();
      await pubsub.close();
    },
  };
}

type Noted = { readonly note: string };

function send(response: ServerResponse, given: Answer): void {
  const body = "ok" in given ? given.ok : toProblemDocument(given.problem, "req_5f0c2a");
  const status = "ok" in given ? 200 : toProblemDocument(given.problem, "").status;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function sendFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const file = path.startsWith("/app/assets/") ? path.slice("/app/".length) : "index.html";
  const type = TYPES[extname(file)] ?? "text/html; charset=utf-8";
  const body = await readFile(join(dist, file));
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
}
