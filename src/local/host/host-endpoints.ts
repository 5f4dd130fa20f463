import { type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type Clock } from "#local/clock.ts";
import { type HostEndpoint } from "./http/http-listener.ts";
import { errorText, type Log } from "./log.ts";

/** What the host's own endpoints can do. */
type EndpointDeps = Readonly<{
  log: Log;
  clock: Clock;
  /** Moves a virtual clock; absent when the clock is the machine's. */
  advance?: (ms: number) => Promise<void>;
  hasTimer: (name: string) => boolean;
  runTimer: (name: string) => Promise<void>;
  idle: () => Promise<void>;
  state: () => Record<string, unknown>;
}>;

const ADVANCE_MAX_MS = 366 * 24 * 3_600_000;
const REQUEST_MAX_BYTES = 65_536;
const advanceSchema = z.object({ ms: z.number().int().min(0).max(ADVANCE_MAX_MS) });

type Answer = Readonly<{ status: number; body?: unknown }>;

/** The part of the Functions host's own API that people use: the host's status, and a timer run by hand. */
export function createAdminEndpoint(deps: EndpointDeps): HostEndpoint {
  return (target, req, res) => {
    if (target.path === "/admin/host/status") {
      respond(res, { status: 200, body: { state: "Running", id: "local" } });
      return true;
    }
    const name = /^\/admin\/functions\/([^/]+)$/.exec(target.path)?.[1];
    if (name === undefined) return false;
    answerWith(deps, req, res, async () => {
      if (!deps.hasTimer(name)) return { status: 404 };
      // As in Azure the caller does not wait for the run.
      void deps.runTimer(name).catch((error: unknown) => {
        deps.log({ level: "error", event: "timer.failed", functionName: name, message: errorText(error) });
      });
      return { status: 202 };
    });
    return true;
  };
}

/** Virtual time and timers for tests: advance the clock, run a timer now, read the state, wait until idle. */
export function createControlEndpoint(deps: EndpointDeps): HostEndpoint {
  return (target, req, res) => {
    if (!target.path.startsWith("/__local/")) return false;
    const rest = target.path.slice("/__local/".length);
    if (rest === "state" && req.method === "GET" && isLoopbackName(req)) {
      respond(res, { status: 200, body: { nowMs: deps.clock.nowMs(), ...deps.state() } });
      return true;
    }
    answerWith(deps, req, res, (body) => control(deps, rest, body));
    return true;
  };
}

async function control(deps: EndpointDeps, path: string, body: unknown): Promise<Answer> {
  const timer = /^timers\/([^/]+)$/.exec(path)?.[1];
  if (timer !== undefined) {
    if (!deps.hasTimer(timer)) return { status: 404, body: { detail: `There is no timer function "${timer}".` } };
    await deps.runTimer(timer);
    return { status: 200, body: { nowMs: deps.clock.nowMs() } };
  }
  if (path === "idle") {
    await deps.idle();
    return { status: 200, body: { nowMs: deps.clock.nowMs() } };
  }
  if (path !== "clock/advance") return { status: 404 };
  if (deps.advance === undefined) {
    return { status: 409, body: { detail: "This host runs on the machine's clock, which cannot be advanced." } };
  }
  const wanted = advanceSchema.safeParse(body);
  if (!wanted.success) return { status: 400, body: { detail: 'Send {"ms": a whole number of milliseconds}.' } };
  await deps.advance(wanted.data.ms);
  return { status: 200, body: { nowMs: deps.clock.nowMs() } };
}

/** Takes only a POST of JSON to a loopback name: a page on the web can send none of that to this machine. */
function answerWith(
  deps: EndpointDeps,
  req: IncomingMessage,
  res: ServerResponse,
  handle: (body: unknown) => Promise<Answer>,
): void {
  const json = /^application\/json/i.test(req.headers["content-type"] ?? "");
  if (req.method !== "POST" || !isLoopbackName(req)) {
    respond(res, { status: 404 });
    return;
  }
  if (!json) {
    respond(res, { status: 415, body: { detail: "Send the header content-type: application/json." } });
    return;
  }
  readJson(req)
    .then((body) => (body === undefined ? { status: 400 } : handle(body)))
    .then(
      (answer) => respond(res, answer),
      (error: unknown) => {
        deps.log({ level: "error", event: "control.failed", message: errorText(error) });
        respond(res, { status: 500 });
      },
    );
}

function isLoopbackName(req: IncomingMessage): boolean {
  const name = (req.headers.host ?? "").replace(/:\d+$/, "");
  return name === "localhost" || name === "127.0.0.1" || name === "[::1]";
}

/** The body as JSON ({} when empty), or undefined when it is none or too long. */
async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of req) {
    if (!(chunk instanceof Uint8Array)) continue;
    sizeBytes += chunk.byteLength;
    if (sizeBytes > REQUEST_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function respond(res: ServerResponse, { status, body }: Answer): void {
  if (res.headersSent) return;
  res.writeHead(status, { "content-type": "application/json" });
  res.end(body === undefined ? "" : JSON.stringify(body));
}
