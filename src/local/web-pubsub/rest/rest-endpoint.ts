import { type IncomingMessage, type ServerResponse } from "node:http";
import { MESSAGE_BYTES_MAX } from "#local/web-pubsub/limits.ts";
import { isFromLoopback } from "#local/web-pubsub/loopback.ts";
import { hubNamed, type Service } from "#local/web-pubsub/service.ts";
import { refuseUnauthorized } from "./authorize.ts";
import { NO_CONTENT, OK, refusal, type Reply } from "./reply.ts";
import { findRoute } from "./route.ts";

/** Answers every plain HTTP request to the server; a fault of the server itself becomes a 500. */
export function answerRest(service: Service, request: IncomingMessage, response: ServerResponse): void {
  answer(service, request)
    .catch(() => refusal(500, "InternalServerError", "The server failed to answer."))
    .then((reply) => write(request, response, reply))
    .catch(() => response.destroy());
}

async function answer(service: Service, request: IncomingMessage): Promise<Reply> {
  if (!isFromLoopback(request)) return refusal(403, "Forbidden", "Only this machine's own pages may ask.");
  if (request.method === "OPTIONS") return NO_CONTENT;
  const address = `http://${request.headers.host ?? ""}`;
  if (!URL.canParse(request.url ?? "", address)) return refusal(400, "InvalidAddress", "The address is malformed.");
  const url = new URL(request.url ?? "", address);
  return url.pathname === "/api/health" ? OK : answerHub(service, request, url);
}

async function answerHub(service: Service, request: IncomingMessage, url: URL): Promise<Reply> {
  const { method = "", headers } = request;
  const [, hubName, path = ""] = /^\/api\/hubs\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const route = findRoute(method, path);
  if (hubName === undefined || route === undefined) return refusal(404, "NotFound", "There is no such operation.");
  const unauthorized = await refuseUnauthorized(service, url, headers.authorization);
  if (unauthorized !== undefined) return unauthorized;
  const hub = hubNamed(service, hubName);
  if (hub === undefined) return refusal(400, "InvalidHub", "The hub's name is invalid, or there are too many hubs.");
  const body = await readBody(request);
  if (body === undefined) return refusal(413, "MessageTooLarge", `A message has at most ${MESSAGE_BYTES_MAX} bytes.`);
  const [contentType = ""] = (headers["content-type"] ?? "").split(";");
  return route.handler({ service, hub, url, contentType: contentType.trim().toLowerCase(), body }, route.names);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > MESSAGE_BYTES_MAX) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { origin } = request.headers;
  if (origin !== undefined && reply.status !== 403) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE");
    response.setHeader("vary", "origin");
  }
  if (reply.errorCode !== undefined) response.setHeader("x-ms-error-code", reply.errorCode);
  if (reply.body === undefined) {
    response.writeHead(reply.status).end();
  } else {
    response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8" });
    response.end(request.method === "HEAD" ? undefined : JSON.stringify(reply.body));
  }
}
