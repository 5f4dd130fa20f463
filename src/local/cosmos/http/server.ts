import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { LogFailedError } from "#local/cosmos/log/append-log.ts";
import { REQUEST_SIZE_MAX_BYTES } from "#local/cosmos/limits.ts";
import { badRequest, Refusal, tooLarge } from "#local/cosmos/refusal.ts";
import { authorize } from "./authorize.ts";
import { refusalReply, type Reply } from "./reply.ts";
import { parseRequest } from "./request.ts";
import { route } from "./route.ts";

/** SDKs keep their sockets; a server that closes them first makes a client see a reset. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const USE_GATEWAY_MODE =
  "This server speaks the gateway protocol only: set ConnectionMode.Gateway (Direct is the .NET SDK's default).";

/** The whole body, or null when it is larger than the service takes. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      // What is too large is read to its end and dropped, so that the client gets its answer.
      if (sizeBytes <= REQUEST_SIZE_MAX_BYTES) chunks.push(chunk);
    });
    request.on("end", () => resolve(sizeBytes > REQUEST_SIZE_MAX_BYTES ? null : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

const unavailable = (error: Error): Refusal => new Refusal(503, "ServiceUnavailable", error.message);

async function answer(engine: Engine, key: Buffer, incoming: IncomingMessage, activityId: string): Promise<Reply> {
  const body = await readBody(incoming);
  const reply = await decide(engine, key, { incoming, body, activityId });
  return reply instanceof Refusal ? refusalReply(reply, activityId) : reply;
}

async function decide(
  engine: Engine,
  key: Buffer,
  at: { readonly incoming: IncomingMessage; readonly body: Buffer | null; readonly activityId: string },
): Promise<Reply | Refusal> {
  const { incoming, body, activityId } = at;
  const { method = "GET", url = "/", headers } = incoming;
  if (body === null) return tooLarge();
  const request = parseRequest({ method, url, headers, body });
  // Before the signature, so that the developer reads the one thing there is to change.
  if (request.segments[0] === "addresses") return badRequest(USE_GATEWAY_MODE);
  const refusal = authorize(request, key);
  if (refusal !== null) return refusal;
  if (engine.journal.failure !== null) return unavailable(engine.journal.failure);
  try {
    return await route(engine, request, activityId);
  } catch (error) {
    if (error instanceof LogFailedError) return unavailable(error);
    throw error;
  }
}

function send(response: ServerResponse, reply: Reply, activityId: string): void {
  const { status, chargeRu, headers, body } = reply;
  const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
  response.writeHead(status, {
    "content-type": "application/json",
    "x-ms-activity-id": activityId,
    "x-ms-request-charge": String(chargeRu),
    "x-ms-gatewayversion": "version=local",
    "x-ms-serviceversion": "version=local",
    ...headers,
    ...(status === 204 ? {} : length),
  });
  response.end(status === 204 ? null : body);
}

/** The HTTP surface of an engine. */
export function createHttpServer(engine: Engine, key: Buffer): Server {
  const server = createServer((incoming, response) => {
    const activityId = randomUUID();
    answer(engine, key, incoming, activityId).then(
      (reply) => send(response, reply, activityId),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const refusal = new Refusal(500, "InternalServerError", message);
        send(response, refusalReply(refusal, activityId), activityId);
      },
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.requestTimeout = 0;
  return server;
}
