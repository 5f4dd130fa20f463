import { type IncomingMessage, type ServerResponse } from "node:http";
import { type RpcHttp } from "#local/host/core-types.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { cookieHeader } from "./cookie-header.ts";
import { type Incoming } from "./dispatch-stream.ts";
import { flatHeaders, headerOf } from "./request-target.ts";

/** Runs a function that gets its request and gives its response as one value each. */
export async function dispatchBuffered(invoke: Invoke, incoming: Incoming): Promise<void> {
  const { route, req, res } = incoming;
  const body = await readBody(req);
  const http: RpcHttp = {
    method: req.method ?? "GET",
    url: `http://${req.headers.host ?? "localhost"}${req.url ?? "/"}`,
    nullableHeaders: nullable(flatHeaders(req)),
    nullableParams: nullable(incoming.params),
    nullableQuery: nullable(Object.fromEntries(incoming.target.query)),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  };
  const response = await invoke(route.fn, {
    bindingName: route.bindingName,
    data: { http },
    trace: { traceParent: headerOf(req, "traceparent") ?? "", traceState: headerOf(req, "tracestate") ?? "" },
  });
  writeResponse(res, response.returnValue?.http);
}

/** As in Azure, only a body with a declared length is read: a chunked upload arrives empty in this mode. */
async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  if (!(Number(req.headers["content-length"] ?? 0) > 0)) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of req) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function nullable(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

function writeResponse(res: ServerResponse, http: RpcHttp | null | undefined): void {
  if (http == null) {
    res.writeHead(200).end();
    return;
  }
  res.statusCode = Number(http.statusCode ?? 200);
  for (const [name, value] of Object.entries(http.headers ?? {})) res.setHeader(name, value);
  if (http.cookies != null && http.cookies.length > 0) res.setHeader("set-cookie", http.cookies.map(cookieHeader));
  const body = http.body?.bytes ?? http.body?.string;
  if (body == null) res.end();
  else res.end(typeof body === "string" ? body : Buffer.from(body));
}
