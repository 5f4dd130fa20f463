import { createSecretKey, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { CLOSE } from "./close-socket.ts";
import { endConnection } from "./delivery.ts";
import {
  BUFFER_BYTES_MAX,
  BUFFER_MESSAGES_MAX,
  CLOSE_GRACE_MS,
  RECOVERY_WINDOW_MS,
  RECOVERY_WINDOW_MS_MAX,
  SOCKETS_MAX,
} from "./limits.ts";
import { answerRest } from "./rest/rest-endpoint.ts";
import { type Service } from "./service.ts";
import { clientEndpoint } from "./upgrade.ts";

/** The public key of Microsoft's own emulator, so that a developer can put that one in this one's place. */
export const WEB_PUBSUB_EMULATOR_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

/** It answers on this address only: its key is public. */
const HOST = "127.0.0.1";

export type WebPubSubOptions = Readonly<{
  /** 0 takes a free port. */
  port: number;
  accessKey?: string;
  /** Judges the age of tokens and of messages; tokens are signed by the SDKs with the machine's clock. */
  nowMs?: () => number;
  /** How long a reliable connection that lost its socket keeps its place; a day at most. */
  recoveryWindowMs?: number;
  /** How many unacknowledged messages a reliable connection may have before it is closed with 1008. */
  bufferMessagesMax?: number;
}>;

export type WebPubSubServer = Readonly<{
  endpoint: string;
  port: number;
  connectionString: string;
  /** Tells every client, waits a moment for their farewell and frees the port. */
  close: () => Promise<void>;
  /** Cuts every socket without a word, as a failing network would; the places stay. */
  severAll: () => void;
}>;

/**
 * Starts a local Azure Web PubSub: the data plane of API version 2024-12-01 and the client endpoint with the JSON
 * subprotocols, plain and reliable. Rejects when the port is taken.
 */
export async function startWebPubSub(options: WebPubSubOptions): Promise<WebPubSubServer> {
  const accessKey = options.accessKey ?? WEB_PUBSUB_EMULATOR_KEY;
  const service: Service = {
    accessKey: createSecretKey(accessKey, "utf8"),
    nowMs: options.nowMs ?? Date.now,
    newConnectionId: () => randomBytes(16).toString("base64url"),
    newReconnectionToken: () => randomBytes(24).toString("base64url"),
    recoveryWindowMs: Math.min(options.recoveryWindowMs ?? RECOVERY_WINDOW_MS, RECOVERY_WINDOW_MS_MAX),
    bufferLimits: { messagesMax: options.bufferMessagesMax ?? BUFFER_MESSAGES_MAX, bytesMax: BUFFER_BYTES_MAX },
    hubs: new Map(),
    closing: false,
  };
  const { upgrade, sockets } = clientEndpoint(service);
  const server = createServer((request, response) => answerRest(service, request, response));
  server.maxConnections = SOCKETS_MAX;
  server.on("upgrade", upgrade);
  const port = await listen(server, options.port);
  const endpoint = `http://${HOST}:${port}`;
  return {
    endpoint,
    port,
    connectionString: `Endpoint=${endpoint};AccessKey=${accessKey};Version=1.0;`,
    close: () => close(service, server),
    severAll: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("The server listens, but on no port."));
    });
  });
}

async function close(service: Service, server: Server): Promise<void> {
  if (service.closing) return;
  service.closing = true;
  for (const hub of service.hubs.values()) {
    for (const connection of hub.connections.values()) {
      endConnection(connection, CLOSE.goingAway, "The server shuts down.");
    }
  }
  // Every client's socket has its own time to say farewell; requests in progress get as long, then they are cut.
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  clearTimeout(timer);
}
