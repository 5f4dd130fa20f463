import { type IncomingMessage } from "node:http";
import { type Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { admit } from "./admission.ts";
import { handleFrame } from "./client-frames.ts";
import { CLOSE, closeSocket } from "./close-socket.ts";
import { type Connection, type Protocol } from "./hub.ts";
import { openConnection, recoverConnection } from "./lifecycle.ts";
import { MESSAGE_BYTES_MAX } from "./limits.ts";
import { isFromLoopback } from "./loopback.ts";
import { type Service } from "./service.ts";

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ["json.reliable.webpubsub.azure.v1", "reliable"],
  ["json.webpubsub.azure.v1", "simple"],
]);

type Upgrade = Readonly<{ request: IncomingMessage; socket: Duplex; head: Buffer; url: URL }>;

/** The client endpoint: turns HTTP upgrades at `/client/hubs/{hub}` into new or recovered connections. */
export function clientEndpoint(service: Service): {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  sockets: ReadonlySet<WebSocket>;
} {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    handleProtocols: (offered) => [...PROTOCOLS.keys()].find((name) => offered.has(name)) ?? false,
  });
  const accept = ({ request, socket, head }: Upgrade, onOpen: (opened: WebSocket) => void): void => {
    server.handleUpgrade(request, socket, head, (opened) => {
      // A broken socket is followed by its close, which decides about the place; the error itself changes nothing.
      opened.on("error", () => opened.terminate());
      onOpen(opened);
    });
  };
  return {
    sockets: server.clients,
    upgrade: (request, socket, head) => {
      // A client may vanish while its token is checked.
      socket.on("error", () => socket.destroy());
      if (!URL.canParse(request.url ?? "", "http://127.0.0.1")) return refuse(socket, 400, "Bad Request");
      const url = new URL(request.url ?? "", "http://127.0.0.1");
      handle(service, { request, socket, head, url }, accept).catch(() => refuse(socket, 500, "Internal Server Error"));
    },
  };
}

async function handle(
  service: Service,
  upgrade: Upgrade,
  accept: (upgrade: Upgrade, onOpen: (opened: WebSocket) => void) => void,
): Promise<void> {
  const { request, socket, url } = upgrade;
  if (!isFromLoopback(request)) return refuse(socket, 403, "Forbidden");
  const hubName = /^\/client\/hubs\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (hubName === undefined) return refuse(socket, 404, "Not Found");
  const onFrame = (connection: Connection, text: string): void => handleFrame(service, connection, text);

  const connectionId = url.searchParams.get("awps_connection_id");
  if (connectionId !== null) {
    const token = url.searchParams.get("awps_reconnection_token") ?? "";
    // The recovery address repeats the first access token, which may have expired meanwhile: it is not looked at.
    // A lost place is told by 1008 after the upgrade; an HTTP refusal would make the client try for 30 seconds.
    return accept(upgrade, (opened) => {
      const recovered =
        protocolOf(opened) === "reliable" &&
        recoverConnection(service, { hubName, connectionId, token, socket: opened, onFrame });
      if (!recovered) closeSocket(opened, CLOSE.policy, "The connection to recover does not exist.");
    });
  }
  const admission = await admit(service, request, { url, hubName });
  if (admission.kind === "refused") return refuse(socket, admission.status, admission.title);
  const { hub, identity } = admission;
  return accept(upgrade, (opened) =>
    openConnection(service, hub, { identity, protocol: protocolOf(opened), socket: opened, onFrame }),
  );
}

function protocolOf(socket: WebSocket): Protocol {
  return PROTOCOLS.get(socket.protocol) ?? "plain";
}

function refuse(socket: Duplex, status: number, title: string): void {
  // The other side may keep its half of the socket open for ever, so it is destroyed once the answer is out.
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${title}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
