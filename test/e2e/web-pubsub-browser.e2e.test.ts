import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { startWebPubSub } from "#local/web-pubsub/web-pubsub-server.ts";

const CHROMIUM = {
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** What the page below shows to the test. */
type Live = { received: number[]; connections: string[]; disconnections: number };

/** The page asks its own server for an address, as the dashboard does, and keeps what it hears. */
const PAGE_SCRIPT = `
  import { WebPubSubClient } from "@azure/web-pubsub-client";
  const live = (globalThis.live = { received: [], connections: [], disconnections: 0 });
  const client = new WebPubSubClient(
    { getClientAccessUrl: async () => (await fetch("/negotiate")).text() },
    { reconnectRetryOptions: { retryDelayInMs: 50 } },
  );
  client.on("connected", (event) => live.connections.push(event.connectionId));
  client.on("disconnected", () => (live.disconnections += 1));
  client.on("group-message", (event) => live.received.push(event.message.data.n));
  client.start();
`;

test("[LW25] a page of another port gets 1,000 messages across 2 cuts once and in order, and negotiates anew after a close", async () => {
  const server = await startWebPubSub({ port: 0 });
  onTestFinished(() => server.close());
  const service = new WebPubSubServiceClient(server.connectionString, "fleet", { allowInsecureConnection: true });
  const { page, pageErrors } = await openPage(async () => (await service.getClientAccessToken({ groups: ["g"] })).url);
  await page.waitForFunction("live.connections.length === 1");

  const group = service.group("g");
  for (let n = 0; n < 1_000; n += 1) {
    if (n === 300 || n === 700) server.severAll();
    await group.sendToAll({ n });
  }
  await page.waitForFunction("live.received.length >= 1000");
  const afterCuts = await readLive(page);
  expect(afterCuts.received).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  expect(afterCuts).toMatchObject({ disconnections: 0 });
  expect(await service.connectionExists(afterCuts.connections[0]!)).toBe(true);

  await service.closeAllConnections({ reason: "maintenance" });
  await page.waitForFunction("live.connections.length === 2");
  await group.sendToAll({ n: 1_000 });
  await page.waitForFunction("live.received.length === 1001");
  const afterClose = await readLive(page);
  expect(afterClose.connections[1]).not.toBe(afterClose.connections[0]);
  expect(pageErrors).toEqual([]);
});

async function openPage(negotiate: () => Promise<string>): Promise<{ page: Page; pageErrors: string[] }> {
  const address = await servePage(negotiate);
  const browser = await chromium.launch(CHROMIUM);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const pageErrors: string[] = [];
  page.on("pageerror", (error) => pageErrors.push(error.message));
  await page.goto(address);
  return { page, pageErrors };
}

async function servePage(negotiate: () => Promise<string>): Promise<string> {
  const script = await bundle();
  const pages = createServer((request, response) => {
    if (request.url === "/negotiate") void negotiate().then((url) => response.end(url));
    else if (request.url === "/live.js") response.setHeader("content-type", "text/javascript").end(script);
    else response.setHeader("content-type", "text/html").end('<script type="module" src="/live.js"></script>');
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  onTestFinished(() => {
    pages.closeAllConnections();
    pages.close();
  });
  // Another name than the server's own address, so that the origins differ in more than the port.
  return `http://localhost:${(pages.address() as AddressInfo).port}/`;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE_SCRIPT, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    define: { global: "globalThis" },
  });
  return outputFiles[0]!.text;
}

function readLive(page: Page): Promise<Live> {
  return page.evaluate("live");
}
