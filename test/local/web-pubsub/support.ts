import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { WebPubSubServiceClient, type GenerateClientTokenOptions } from "@azure/web-pubsub";
import { WebPubSubClient, type WebPubSubClientOptions } from "@azure/web-pubsub-client";
import { SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import {
  startWebPubSub,
  WEB_PUBSUB_EMULATOR_KEY,
  type WebPubSubOptions,
  type WebPubSubServer,
} from "#local/web-pubsub/web-pubsub-server.ts";

const RELIABLE = "json.reliable.webpubsub.azure.v1";
export const SIMPLE = "json.webpubsub.azure.v1";
export const ALL_ROLES = ["webpubsub.joinLeaveGroup", "webpubsub.sendToGroup"];

export type Frame = Readonly<Record<string, unknown>>;

/** A server that ends with the test, and the unmodified service SDK that speaks to it. */
export async function aServer(options: Partial<WebPubSubOptions> = {}): Promise<{
  server: WebPubSubServer;
  service: WebPubSubServiceClient;
  urlFor: (client?: GenerateClientTokenOptions) => Promise<string>;
}> {
  const server = await startWebPubSub({ port: 0, ...options });
  onTestFinished(() => server.close());
  const service = serviceFor(server.connectionString);
  return { server, service, urlFor: async (client) => (await service.getClientAccessToken(client)).url };
}

export function serviceFor(connectionString: string, hub = "fleet"): WebPubSubServiceClient {
  return new WebPubSubServiceClient(connectionString, hub, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
}

/** Ids and waits of an SDK client that ends with the test. */
export function sdkClient(
  credential: string | (() => Promise<string>),
  options: WebPubSubClientOptions = {},
): {
  client: WebPubSubClient;
  connected: () => Promise<string>;
  received: unknown[];
  reach: (count: number) => Promise<void>;
} {
  const getClientAccessUrl = typeof credential === "string" ? () => Promise.resolve(credential) : credential;
  const client = new WebPubSubClient(
    { getClientAccessUrl },
    {
      messageRetryOptions: { maxRetries: 0 },
      reconnectRetryOptions: { retryDelayInMs: 20 },
      ...options,
    },
  );
  onTestFinished(() => client.stop());
  const ids: string[] = [];
  const received: unknown[] = [];
  let wake: () => void = () => {};
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let taken = 0;
  client.on("connected", (event) => {
    ids.push(event.connectionId);
    wake();
  });
  client.on("group-message", (event) => {
    received.push(event.message.data);
    wake();
  });
  client.on("server-message", (event) => {
    received.push(event.message.data);
    wake();
  });
  return {
    client,
    received,
    connected: async () => {
      while (ids.length <= taken) await change();
      taken += 1;
      return ids[taken - 1]!;
    },
    reach: async (count) => {
      while (received.length < count) await change();
    },
  };
}

/** A bare socket whose frames can be awaited one by one: it does only what the test says. */
export class BareClient {
  readonly #frames: Frame[] = [];
  #wake: () => void = () => {};
  readonly closed: Promise<number>;
  closeReason = "";

  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      const text = (data as Buffer).toString();
      this.#frames.push(socket.protocol === "" || isBinary ? { raw: text, isBinary } : JSON.parse(text));
      this.#wake();
    });
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.closeReason = reason.toString();
        resolve(code);
      });
    });
  }

  static async open(url: string, protocol: string | null = RELIABLE, headers = {}): Promise<BareClient> {
    const client = new BareClient(new WebSocket(url, protocol === null ? [] : [protocol], { headers }));
    onTestFinished(() => client.socket.terminate());
    await once(client.socket, "open");
    return client;
  }

  send(frame: Frame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame of a kind, in the order of arrival; earlier frames of other kinds are passed over. */
  async next(type?: string): Promise<Frame> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (type === undefined || frame["type"] === type) return frame;
    }
  }
}

/** The HTTP status with which the server refuses to open a socket. */
export async function refusalStatus(url: string, headers = {}): Promise<number> {
  const socket = new WebSocket(url, [RELIABLE], { headers });
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("open", () => reject(new Error("The socket was opened.")));
    socket.on("error", () => {});
  });
}

/** The address with which a client asks for its place again. */
export function recoveryUrl(url: string, connected: Frame): string {
  const recovery = new URL(url);
  recovery.searchParams.append("awps_connection_id", String(connected["connectionId"]));
  recovery.searchParams.append("awps_reconnection_token", String(connected["reconnectionToken"]));
  return recovery.href;
}

/**
 * A client that completes the upgrade and reads nothing more, so that it cannot learn its new reconnection token nor
 * answer a ping.
 */
export async function openDeaf(url: string): Promise<{ closed: Promise<unknown> }> {
  const { hostname, port, pathname, search } = new URL(url);
  const upgrade = request({
    host: hostname,
    port,
    path: pathname + search,
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      "sec-websocket-protocol": RELIABLE,
    },
  });
  upgrade.end();
  const [, socket] = await once(upgrade, "upgrade");
  socket.on("error", () => {});
  return { closed: once(socket.resume(), "close") };
}

/** A token for one address, signed by hand, for requests that the SDK would never make. */
export async function sign(
  audience: string,
  options: { key?: string; expiresInSeconds?: number | null } = {},
): Promise<string> {
  const { key = WEB_PUBSUB_EMULATOR_KEY, expiresInSeconds = 60 } = options;
  const token = new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setAudience(audience);
  if (expiresInSeconds !== null) token.setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds);
  return token.sign(new TextEncoder().encode(key));
}
