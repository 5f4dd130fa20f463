import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { requestTarget, type RequestTarget } from "#local/host/http/request-target.ts";
import { closeServer } from "#local/host/shutdown.ts";
import { listenOn } from "#local/ports.ts";
import { type EntityEngine } from "./entity-engine.ts";

/** The server that the durable client of the app speaks to. */
type DurableServer = Readonly<{ rpcBaseUrl: string; close(): Promise<void> }>;

/** A signal's input is part of an entity's queue and rests in memory; the product sends a few bytes. */
const INPUT_MAX_BYTES = 4_194_304;

/**
 * Serves the Durable Task extension's HTTP protocol for entities on a free loopback port.
 * `secret` is part of the address, so that a page in a browser cannot guess where to post.
 */
export async function startDurableServer(engine: EntityEngine, secret: string): Promise<DurableServer> {
  const prefix = `/durabletask-${secret}/`;
  const server = createServer((req, res) => {
    const target = requestTarget(req);
    if (target.path.startsWith(prefix)) answerDurableCall(engine, { req, res, target, prefix });
    else answer(res, 404);
  });
  const port = await listenOn(server, 0);
  return { rpcBaseUrl: `http://127.0.0.1:${port}${prefix}`, close: () => closeServer(server) };
}

type Endpoint = Readonly<{ req: IncomingMessage; res: ServerResponse; target: RequestTarget; prefix: string }>;

/**
 * Answers one call of the protocol, whose path begins with `prefix`.
 * Orchestrations are not part of the local host; their calls are answered with 501 and the reason.
 */
export function answerDurableCall(engine: EntityEngine, { req, res, target, prefix }: Endpoint): void {
  const segments = target.path.slice(prefix.length).split("/").map(decodeSegment);
  handle(engine, { req, res, target, segments }).catch((error: unknown) => {
    answer(res, 500, { Message: error instanceof Error ? error.message : String(error) });
  });
}

type Call = Readonly<{
  req: IncomingMessage;
  res: ServerResponse;
  target: RequestTarget;
  segments: readonly string[];
}>;

async function handle(engine: EntityEngine, call: Call): Promise<void> {
  const [collection, name, ...rest] = call.segments;
  if (collection === "entities" && name !== undefined && name !== "") {
    await handleEntity(engine, call, { name, key: rest.join("/") });
    return;
  }
  if (collection === "orchestrators" || collection === "instances") {
    answer(call.res, 501, { Message: "The local host runs durable entities only: orchestrations need Azure." });
    return;
  }
  answer(call.res, 404);
}

async function handleEntity(
  engine: EntityEngine,
  { req, res, target }: Call,
  address: { name: string; key: string },
): Promise<void> {
  switch (req.method) {
    case "GET": {
      if (address.key === "") {
        answer(res, 200, listEntities(engine, address.name, target.query.get("fetchState") === "true"));
        return;
      }
      const entity = engine.read(address);
      if (entity?.exists === true) answerText(res, 200, entity.state ?? "null");
      else answer(res, 404);
      return;
    }
    case "POST":
    case "DELETE": {
      if (!engine.knows(address.name)) {
        const sentence = `The function "${address.name}" doesn't exist, is disabled, or is not an entity function.`;
        answer(res, 400, { Message: sentence });
        return;
      }
      const input = await readInput(req);
      if (!input.ok) {
        answer(res, input.status, { Message: input.sentence });
        return;
      }
      const operation = req.method === "DELETE" ? "delete" : (target.query.get("op") ?? "");
      await engine.signal(address, operation, input.json);
      answer(res, 202);
      return;
    }
    default:
      answer(res, 404);
  }
}

function listEntities(engine: EntityEngine, name: string, withState: boolean) {
  return engine.list(name).map((entity) => ({
    entityId: { name: entity.name, key: entity.key },
    state: withState && entity.state !== null ? JSON.parse(entity.state) : null,
  }));
}

type Input = Readonly<{ ok: true; json: string | null }> | Readonly<{ ok: false; status: number; sentence: string }>;

/** A JSON body goes on as it is; any other text becomes a JSON string, as in the extension. */
async function readInput(req: IncomingMessage): Promise<Input> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of req) {
    if (!(chunk instanceof Uint8Array)) continue;
    sizeBytes += chunk.byteLength;
    if (sizeBytes > INPUT_MAX_BYTES) {
      return { ok: false, status: 413, sentence: `An entity's input is at most ${INPUT_MAX_BYTES} bytes.` };
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return { ok: true, json: null };
  if (!/^application\/json/i.test(req.headers["content-type"] ?? "")) return { ok: true, json: JSON.stringify(text) };
  try {
    JSON.parse(text);
    return { ok: true, json: text };
  } catch {
    return { ok: false, status: 400, sentence: "The input is not JSON." };
  }
}

function answer(res: ServerResponse, status: number, body?: unknown): void {
  answerText(res, status, body === undefined ? "" : JSON.stringify(body));
}

function answerText(res: ServerResponse, status: number, text: string): void {
  if (res.headersSent) return;
  res.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(text);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
