import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo } from "node:net";
import { type ProblemCode, PROBLEMS } from "#contract/problem.ts";

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};
/** `null` drops the connection without an answer. */
export type Reply = { readonly status: number; readonly body: string } | null;
export type TinyServer = { readonly url: string; readonly seen: Seen[]; close(): Promise<void> };

/** A real HTTP server on loopback that gives the replies in their order, and the last of them from then on. */
export async function startTinyServer(...replies: readonly Reply[]): Promise<TinyServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const reply = replies[Math.min(seen.length, replies.length - 1)] ?? null;
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      if (reply === null) request.socket.destroy();
      else response.writeHead(reply.status, { "content-type": "application/json" }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const ok = (value: unknown, status = 200): Reply => ({ status, body: JSON.stringify(value) });

export function problem(code: ProblemCode, members: Readonly<Record<string, unknown>> = {}): Reply {
  const { status, title, next } = PROBLEMS[code];
  const document = { type: `/problems/${code}`, code, title, status, detail: next, requestId: "r", ...members };
  return { status, body: JSON.stringify(document) };
}
