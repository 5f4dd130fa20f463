import { createHmac } from "node:crypto";
import { type CosmosServer } from "#local/cosmos/cosmos-server.ts";

export type RawRequest = {
  readonly method: string;
  /** Without a leading slash, as it is sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** What is signed: the resource's type and link; by default those of an items request below the container. */
  readonly type?: string;
  readonly link?: string;
  readonly key?: string;
};

/** One signed request without an SDK. */
export async function rawRequest(
  server: CosmosServer,
  request: RawRequest,
): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const { method, path, headers = {}, body, type = "docs", key = server.key } = request;
  const link = request.link ?? path.split("/").slice(0, 4).join("/");
  const date = new Date().toUTCString();
  const text = `${method.toLowerCase()}\n${type}\n${link}\n${date.toLowerCase()}\n\n`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  const reply = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      "x-ms-date": date,
      "x-ms-version": "2020-07-15",
      authorization: encodeURIComponent(`type=master&ver=1.0&sig=${signature}`),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  return { status: reply.status, headers: reply.headers, body: Buffer.from(await reply.arrayBuffer()) };
}
