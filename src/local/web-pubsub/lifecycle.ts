import { type WebSocket } from "ws";
import { CLOSE } from "./close-socket.ts";
import { forget, write } from "./delivery.ts";
import { enter, isGroupName, joinGroup, type Connection, type Hub, type Protocol } from "./hub.ts";
import { ROLES_PER_CONNECTION_MAX } from "./limits.ts";
import { confirmToken, openReliable, recover, replay } from "./reliable.ts";
import { knownHub, type Service } from "./service.ts";

export type Identity = Readonly<{ userId: string | null; roles: readonly string[]; groups: readonly string[] }>;

type OnFrame = (connection: Connection, text: string) => void;

/** Gives a new client its place, with the groups and roles that its token names, and greets it. */
export function openConnection(
  service: Service,
  hub: Hub,
  client: Readonly<{ identity: Identity; protocol: Protocol; socket: WebSocket; onFrame: OnFrame }>,
): void {
  const { identity, protocol, socket, onFrame } = client;
  const token = protocol === "reliable" ? service.newReconnectionToken() : undefined;
  const connection: Connection = {
    hub,
    connectionId: service.newConnectionId(),
    userId: identity.userId,
    protocol,
    groups: new Set(),
    roles: new Set(identity.roles.slice(0, ROLES_PER_CONNECTION_MAX)),
    ackIds: new Set(),
    reliable: token === undefined ? undefined : openReliable(token),
    socket: undefined,
    placeEndsAtMs: undefined,
    placeTimer: undefined,
  };
  enter(connection);
  for (const group of identity.groups) if (isGroupName(group)) joinGroup(connection, group);
  attach(service, connection, socket, onFrame);
  if (protocol !== "plain") greet(connection, token);
}

/** Lets a client return to its place and sends what it has missed; false when the place is lost. */
export function recoverConnection(
  service: Service,
  client: Readonly<{ hubName: string; connectionId: string; token: string; socket: WebSocket; onFrame: OnFrame }>,
): boolean {
  const connection = knownHub(service, client.hubName)?.connections.get(client.connectionId);
  if (connection?.reliable === undefined || isPlaceLost(service, connection)) return false;
  const { reliable } = connection;
  const token = recover(reliable, client.token, service.newReconnectionToken);
  if (token === undefined) return false;
  const { socket } = client;
  attach(service, connection, socket, client.onFrame);
  greet(connection, token);
  // The answer to this ping proves that the greeting before it was read; a frame alone may have crossed it.
  socket.once("pong", () => {
    if (connection.socket === socket) confirmToken(reliable);
  });
  socket.ping();
  for (const text of replay(reliable, service.nowMs())) write(connection, text);
  return true;
}

function greet(connection: Connection, reconnectionToken: string | undefined): void {
  const { userId, connectionId } = connection;
  const token = reconnectionToken === undefined ? {} : { reconnectionToken };
  write(connection, JSON.stringify({ type: "system", event: "connected", userId, connectionId, ...token }));
}

function attach(service: Service, connection: Connection, socket: WebSocket, onFrame: OnFrame): void {
  const former = connection.socket;
  clearTimeout(connection.placeTimer);
  connection.placeTimer = undefined;
  connection.placeEndsAtMs = undefined;
  connection.socket = socket;
  // A client that comes back while its old socket still looks alive has given that one up.
  former?.terminate();
  socket.on("message", (data) => {
    if (connection.socket === socket) onFrame(connection, textOf(data));
  });
  socket.on("close", (code) => {
    if (connection.socket === socket) detach(service, connection, code);
  });
}

function detach(service: Service, connection: Connection, code: number): void {
  connection.socket = undefined;
  if (connection.reliable === undefined || isFarewell(code)) {
    forget(connection);
  } else {
    connection.placeEndsAtMs = service.nowMs() + service.recoveryWindowMs;
    connection.placeTimer = setTimeout(() => forget(connection), service.recoveryWindowMs);
    connection.placeTimer.unref();
  }
}

/** A client that closes by itself does not come back; anything else may be the network's doing. */
function isFarewell(code: number): boolean {
  return code === CLOSE.normal || code === CLOSE.goingAway || code === CLOSE.noCode;
}

/** The clock of the service decides, so that a test can let the window pass without waiting for the timer. */
function isPlaceLost(service: Service, connection: Connection): boolean {
  const lost = connection.placeEndsAtMs !== undefined && service.nowMs() >= connection.placeEndsAtMs;
  if (lost) forget(connection);
  return lost;
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Buffer.isBuffer(data)) return data.toString("utf8");
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString("utf8");
}
