import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
};
type Reply = { readonly status: number; readonly body: unknown };

/** An HTTP server on loopback that answers with what the test wants and remembers what it was asked. */
export async function fakeCoordinator(answer: (asked: Asked) => Reply) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const isJson = request.headers["content-type"]?.includes("json") === true;
    let body: unknown = null;
    if (isJson) body = await json(request);
    else if (request.method !== "GET") body = Buffer.concat(await request.toArray()).toString();
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    asked.push(one);
    const reply = answer(one);
    response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
