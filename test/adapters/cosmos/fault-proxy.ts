import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

/** What happens to one request on its way. */
export type Fault =
  | "none"
  /** It never arrives. */
  | "lost"
  /** It takes effect and its answer never arrives. */
  | "reply-lost"
  /** The answer breaks off. */
  | "reply-cut"
  /** A page of something in between says that it cannot go on. */
  | "gateway"
  | { readonly status: number; readonly retryAfterMs?: number }
  /** Fewer rows in a page than were asked for, as the service may do. */
  | { readonly pageMax: number };

export type FaultProxy = {
  readonly endpoint: string;
  /** Decides for each request; `isWrite` is true for batches and patches. */
  decide: (isWrite: boolean) => Fault;
  readonly counts: { requests: number };
  close(): Promise<void>;
};

/** A way to a server on which requests and replies get lost as a test says. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const server = createServer((req, res) => {
    proxy.counts.requests += 1;
    carry(targetPort, proxy.decide(isWrite(req)), req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    decide: () => "none",
    counts: { requests: 0 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

const isWrite = (req: IncomingMessage): boolean =>
  req.method === "PATCH" || req.headers["x-ms-cosmos-is-batch-request"] !== undefined;

function carry(port: number, fault: Fault, req: IncomingMessage, res: ServerResponse): void {
  if (fault === "lost") {
    req.socket.destroy();
    return;
  }
  if (fault === "gateway") {
    answer(req, res, 502, { "content-type": "text/html" }, "<html>Bad Gateway</html>");
    return;
  }
  if (typeof fault === "object" && "status" in fault) {
    const retry = fault.retryAfterMs === undefined ? {} : { "x-ms-retry-after-ms": String(fault.retryAfterMs) };
    const headers = { "content-type": "application/json", ...retry };
    answer(req, res, fault.status, headers, JSON.stringify({ code: String(fault.status), message: "Not now." }));
    return;
  }
  const asked = Number(req.headers["x-ms-max-item-count"] ?? 0);
  const page =
    typeof fault === "object" && asked > fault.pageMax ? { "x-ms-max-item-count": String(fault.pageMax) } : {};
  const upstream = request(
    { host: "127.0.0.1", port, method: req.method, path: req.url, headers: { ...req.headers, ...page } },
    (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("end", () => {
        const body = Buffer.concat(chunks);
        if (fault === "reply-lost") {
          req.socket.destroy();
          return;
        }
        res.writeHead(reply.statusCode ?? 502, { ...reply.headers, "content-length": body.length });
        if (fault === "reply-cut") res.write(body.subarray(0, body.length / 2), () => req.socket.destroy());
        else res.end(body);
      });
    },
  );
  req.pipe(upstream);
}

/** Answers once the request is in, as a server does that turns it down. */
function answer(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  req.resume();
  req.on("end", () => res.writeHead(status, headers).end(body));
}
