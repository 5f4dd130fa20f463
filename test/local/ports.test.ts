import { createServer } from "node:http";
import { expect, test } from "vitest";
import { listenOn, PortTakenError } from "#local/ports.ts";

test("[LO1] a free port is taken, and the server listens on loopback", async () => {
  const server = createServer();
  const port = await listenOn(server, 0);
  expect(server.address()).toMatchObject({ address: "127.0.0.1", port });
  server.close();
});

test("[LO2] a taken port is refused with a sentence that says what to do", async () => {
  const first = createServer();
  const port = await listenOn(first, 0);
  const refusal = await listenOn(createServer(), port).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PortTakenError);
  expect(String(refusal)).toMatch(/^PortTakenError: Port \d+ is taken by .+: stop that one, or choose another port/);
  first.close();
});

test.runIf(process.platform === "linux")("[LO2] on Linux the sentence names the holder of the port", async () => {
  const first = createServer();
  const port = await listenOn(first, 0);
  await expect(listenOn(createServer(), port)).rejects.toThrow(`process ${process.pid} (`);
  first.close();
});
