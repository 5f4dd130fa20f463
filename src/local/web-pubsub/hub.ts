import { type WebSocket } from "ws";
import { GROUP_NAME_LENGTH_MAX, GROUPS_PER_CONNECTION_MAX } from "./limits.ts";
import { type ReliableState } from "./reliable.ts";

/** How a client speaks: with places that survive a cut, with plain JSON frames, or without any subprotocol. */
export type Protocol = "reliable" | "simple" | "plain";

/** A client's place in a hub. It outlives its socket while a reliable client may still come back. */
export type Connection = {
  readonly hub: Hub;
  readonly connectionId: string;
  readonly userId: string | null;
  readonly protocol: Protocol;
  readonly groups: Set<string>;
  readonly roles: Set<string>;
  /** The ids of successful requests, oldest first. */
  readonly ackIds: Set<number>;
  /** Present for the reliable protocol only. */
  readonly reliable: ReliableState | undefined;
  socket: WebSocket | undefined;
  /** Set while the connection has no socket: when its place is given up, in milliseconds since 1970. */
  placeEndsAtMs: number | undefined;
  placeTimer: NodeJS.Timeout | undefined;
};

/** The connections of one hub, found by id, by group and by user. Empty groups and users are not kept. */
export type Hub = {
  readonly name: string;
  readonly connections: Map<string, Connection>;
  readonly groups: Map<string, Set<Connection>>;
  readonly users: Map<string, Set<Connection>>;
};

/** A hub without connections. */
export function emptyHub(name: string): Hub {
  return { name, connections: new Map(), groups: new Map(), users: new Map() };
}

/** Registers a new connection under its id and its user. */
export function enter(connection: Connection): void {
  const { hub, connectionId, userId } = connection;
  hub.connections.set(connectionId, connection);
  if (userId !== null) addTo(hub.users, userId, connection);
}

/** Takes a connection out of the hub, its groups and its user; harmless when it is gone already. */
export function leave(connection: Connection): void {
  const { hub, connectionId, userId } = connection;
  hub.connections.delete(connectionId);
  leaveAllGroups(connection);
  if (userId !== null) removeFrom(hub.users, userId, connection);
}

/** Whether Azure would accept the text as the name of a group. */
export function isGroupName(name: string): boolean {
  return name.trim() !== "" && name.length <= GROUP_NAME_LENGTH_MAX;
}

/** Adds a connection to a group; false when the connection is in as many groups as it may be. */
export function joinGroup(connection: Connection, group: string): boolean {
  if (connection.groups.has(group)) return true;
  if (connection.groups.size >= GROUPS_PER_CONNECTION_MAX) return false;
  connection.groups.add(group);
  addTo(connection.hub.groups, group, connection);
  return true;
}

/** Takes a connection out of a group; harmless when it is not in it. */
export function leaveGroup(connection: Connection, group: string): void {
  connection.groups.delete(group);
  removeFrom(connection.hub.groups, group, connection);
}

/** Takes a connection out of every group it is in. */
export function leaveAllGroups(connection: Connection): void {
  for (const group of connection.groups) leaveGroup(connection, group);
}

/** The connections of a group, as they are now: what is sent to them may end some of them. */
export function membersOf(hub: Hub, group: string): readonly Connection[] {
  return [...(hub.groups.get(group) ?? [])];
}

/** The connections of a user, as they are now. */
export function connectionsOf(hub: Hub, userId: string): readonly Connection[] {
  return [...(hub.users.get(userId) ?? [])];
}

function addTo(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const members = index.get(key);
  if (members === undefined) index.set(key, new Set([connection]));
  else members.add(connection);
}

function removeFrom(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const members = index.get(key);
  members?.delete(connection);
  if (members?.size === 0) index.delete(key);
}
