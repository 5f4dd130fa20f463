import { randomUUID } from "node:crypto";
import { Agent, type IncomingMessage, request as forwardRequest, type ServerResponse } from "node:http";
import { type Invoke } from "#local/host/invoke.ts";
import { type HttpMode } from "#local/host/stream-mode.ts";
import { streamTriggerMetadata } from "./binding-data.ts";
import { headerOf, type RequestTarget } from "./request-target.ts";
import { type RouteParams } from "./route-template.ts";
import { type HttpRoute } from "./router.ts";

export type Incoming = Readonly<{
  route: HttpRoute;
  params: RouteParams;
  target: RequestTarget;
  req: IncomingMessage;
  res: ServerResponse;
}>;

type StreamMode = Exclude<HttpMode, { kind: "buffered" }>;

/** Headers that belong to one connection and are not passed on with a forwarded response. */
const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "x-ms-invocation-id"]);

/** Runs a function whose library reads the request and writes the response itself; resolves when both are over. */
export async function dispatchStream(mode: StreamMode, invoke: Invoke, incoming: Incoming): Promise<void> {
  const { req, res, route } = incoming;
  const invocationId = randomUUID();
  const metadata = streamTriggerMetadata(req, incoming.target, incoming.params);
  if (mode.kind === "adopt") {
    req.headers["x-ms-invocation-id"] = invocationId;
    req.headers["x-forwarded-host"] ??= req.headers.host ?? "localhost";
    req.headers["x-forwarded-proto"] ??= "http";
    mode.deliver(req, res);
  } else {
    forward(mode.uri, invocationId, req, res);
  }
  await invoke(route.fn, {
    invocationId,
    bindingName: route.bindingName,
    data: { http: {} },
    triggerMetadata: metadata,
    trace: { traceParent: headerOf(req, "traceparent") ?? "", traceState: headerOf(req, "tracestate") ?? "" },
  });
}

const agent = new Agent({ keepAlive: true });

function forward(uri: URL, invocationId: string, req: IncomingMessage, res: ServerResponse): void {
  const headers = {
    ...req.headers,
    host: uri.host,
    "x-ms-invocation-id": invocationId,
    "x-forwarded-host": req.headers.host ?? "localhost",
    "x-forwarded-proto": "http",
  };
  const upstream = forwardRequest(
    { host: "127.0.0.1", port: uri.port, method: req.method, path: req.url, headers, agent },
    (response) => {
      const passed = Object.entries(response.headers).filter(([name]) => !CONNECTION_HEADERS.has(name));
      res.writeHead(response.statusCode ?? 502, Object.fromEntries(passed));
      res.flushHeaders();
      response.pipe(res);
    },
  );
  upstream.on("error", (error) => {
    if (res.headersSent) res.destroy(error);
    else res.writeHead(502).end();
  });
  res.on("close", () => upstream.destroy());
  req.pipe(upstream);
}
