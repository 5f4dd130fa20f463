import { type IncomingMessage } from "node:http";
import { type Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { bearerToken, checkToken, textsOf } from "./access-token.ts";
import { handleFrame } from "./client-frames.ts";
import { CLOSE, closeSocket } from "./close-socket.ts";
import { type Connection, type Hub, type Protocol } from "./hub.ts";
import { openConnection, recoverConnection, type Identity } from "./lifecycle.ts";
import { MESSAGE_BYTES_MAX } from "./limits.ts";
import { isFromLoopback } from "./loopback.ts";
import { hasRoom, hubNamed, type Service } from "./service.ts";

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ["json.reliable.webpubsub.azure.v1", "reliable"],
  ["json.webpubsub.azure.v1", "simple"],
]);

type Upgrade = Readonly<{ request: IncomingMessage; socket: Duplex; head: Buffer; url: URL }>;

type Admission =
  | Readonly<{ kind: "admitted"; identity: Identity }>
  | Readonly<{ kind: "refused"; status: number; title: string }>;

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
  const hub = hubName === undefined ? undefined : hubNamed(service, safeDecode(hubName));
  if (hub === undefined) return refuse(socket, 404, "Not Found");
  const onFrame = (connection: Connection, text: string): void => handleFrame(service, connection, text);

  const connectionId = url.searchParams.get("awps_connection_id");
  if (connectionId !== null) {
    const token = url.searchParams.get("awps_reconnection_token") ?? "";
    // The recovery address repeats the first access token, which may have expired meanwhile: it is not looked at.
    // A lost place is told by 1008 after the upgrade; an HTTP refusal would make the client try for 30 seconds.
    accept(upgrade, (opened) => {
      const recovered =
        protocolOf(opened) === "reliable" &&
        !service.closing &&
        recoverConnection(service, hub, { connectionId, token, socket: opened, onFrame });
      if (!recovered) closeSocket(opened, CLOSE.policy, "The connection to recover does not exist.");
    });
    return undefined;
  }
  const admission = await admit(service, hub, upgrade);
  if (admission.kind === "refused") return refuse(socket, admission.status, admission.title);
  const { identity } = admission;
  return accept(upgrade, (opened) =>
    openConnection(service, hub, { identity, protocol: protocolOf(opened), socket: opened, onFrame }),
  );
}

async function admit(service: Service, hub: Hub, { request, url }: Upgrade): Promise<Admission> {
  const unauthorized = { kind: "refused", status: 401, title: "Unauthorized" } as const;
  const token = url.searchParams.get("access_token") ?? bearerToken(request.headers.authorization);
  if (token === undefined) return unauthorized;
  const path = `/client/hubs/${hub.name}`.toLowerCase();
  const checked = await checkToken(service.accessKey, token, {
    nowMs: service.nowMs(),
    isAudience: (audience) => safeDecode(audience.pathname).replace(/\/$/, "").toLowerCase() === path,
  });
  if (checked.kind === "refused") return unauthorized;
  if (!hasRoom(service)) return { kind: "refused", status: 503, title: "Service Unavailable" };
  const { claims } = checked;
  return {
    kind: "admitted",
    identity: {
      userId: claims.sub ?? null,
      roles: textsOf(claims["role"]),
      groups: textsOf(claims["webpubsub.group"]),
    },
  };
}

function protocolOf(socket: WebSocket): Protocol {
  return PROTOCOLS.get(socket.protocol) ?? "plain";
}

function refuse(socket: Duplex, status: number, title: string): void {
  // The other side may keep its half of the socket open for ever, so it is destroyed once the answer is out.
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${title}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
