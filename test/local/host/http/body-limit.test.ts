import { createServer, request } from "node:http";
import { type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BODY_MAX_BYTES, refuseTooLarge } from "#local/host/http/body-limit.ts";

const limitBytes = 1_000;
const server = createServer((req, res) => {
  if (refuseTooLarge(req, res, limitBytes)) return;
  let received = 0;
  req.on("data", (chunk: Buffer) => (received += chunk.length));
  req.on("end", () => res.end(String(received)));
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Sends a body in pieces of 100 bytes; the declared length is left out when the body is chunked. */
function send(sizeBytes: number, declared: boolean): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = declared ? { "content-length": sizeBytes } : {};
    const sent = request({ host: "127.0.0.1", port, method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    // After the refusal the connection is closed under what is still being sent.
    sent.on("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? undefined : reject(error)));
    for (let at = 0; at < sizeBytes; at += 100) sent.write(Buffer.alloc(Math.min(100, sizeBytes - at)));
    sent.end();
  });
}

test.each([true, false])(
  "[LH6] a body at the limit passes and one above it is 413 (length declared: %s)",
  async (declared) => {
    expect(await send(limitBytes, declared)).toEqual({ status: 200, text: "1000" });
    const refused = await send(limitBytes + 1, declared);
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining("at most 1000 bytes")]);
  },
);

test("[LH6] the host's limit is the one of Azure", () => {
  expect(BODY_MAX_BYTES).toBe(100 * 1024 * 1024);
});
