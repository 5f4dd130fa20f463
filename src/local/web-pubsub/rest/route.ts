import { connectionsOf, membersOf, type Hub } from "#local/web-pubsub/hub.ts";
import { closeAll } from "./close.ts";
import { generateToken } from "./generate-token.ts";
import {
  addFilteredToGroups,
  addToGroup,
  removeFilteredFromGroups,
  removeFromAllGroups,
  removeFromGroup,
} from "./groups.ts";
import { type Handler, type Targets } from "./hub-request.ts";
import { listConnections } from "./list-connections.ts";
import { checkPermission, grantPermission, revokePermission } from "./permissions.ts";
import { existence, refusal } from "./reply.ts";
import { sendTo } from "./send.ts";

const everybody: Targets = (hub) => [...hub.connections.values()];
const theConnection: Targets = (hub, [connectionId = ""]) => one(hub, connectionId);
const theGroup: Targets = (hub, [group = ""]) => membersOf(hub, group);
const theUser: Targets = (hub, [userId = ""]) => connectionsOf(hub, userId);
const connectionInGroup: Targets = (hub, [, connectionId = ""]) => one(hub, connectionId);

const fromServer = (): { from: "server" } => ({ from: "server" });
const noConnection = refusal(404, "ConnectionNotFound", "The connection does not exist.");
const noUser = refusal(404, "UserNotFound", "The user has no connection.");

/** Every operation on a hub of the API version 2024-12-01; `*` stands for a variable part of the path. */
const ROUTES: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["POST :send", sendTo(everybody, fromServer)],
  ["POST :closeConnections", closeAll(everybody)],
  ["POST :generateToken", generateToken],
  ["POST :addToGroups", addFilteredToGroups],
  ["POST :removeFromGroups", removeFilteredFromGroups],
  ["HEAD connections/*", ({ hub }, names) => existence(theConnection(hub, names).length > 0)],
  ["DELETE connections/*", closeAll(theConnection)],
  ["POST connections/*/:send", sendTo(theConnection, fromServer)],
  ["DELETE connections/*/groups", removeFromAllGroups(theConnection)],
  ["HEAD groups/*", ({ hub }, names) => existence(theGroup(hub, names).length > 0)],
  ["POST groups/*/:send", sendTo(theGroup, ([group = ""]) => ({ from: "group", group }))],
  ["POST groups/*/:closeConnections", closeAll(theGroup)],
  ["GET groups/*/connections", listConnections],
  ["PUT groups/*/connections/*", addToGroup(connectionInGroup, { groupIndex: 0, missing: noConnection })],
  ["DELETE groups/*/connections/*", removeFromGroup(connectionInGroup, { groupIndex: 0 })],
  ["HEAD users/*", ({ hub }, names) => existence(theUser(hub, names).length > 0)],
  ["POST users/*/:send", sendTo(theUser, fromServer)],
  ["POST users/*/:closeConnections", closeAll(theUser)],
  ["DELETE users/*/groups", removeFromAllGroups(theUser)],
  ["PUT users/*/groups/*", addToGroup(theUser, { groupIndex: 1, missing: noUser })],
  ["DELETE users/*/groups/*", removeFromGroup(theUser, { groupIndex: 1 })],
  ["PUT permissions/*/connections/*", grantPermission],
  ["DELETE permissions/*/connections/*", revokePermission],
  ["HEAD permissions/*/connections/*", checkPermission],
]);

/** Finds the operation of a path below a hub, with its variable parts decoded; undefined when there is none. */
export function findRoute(
  method: string,
  path: string,
): Readonly<{ handler: Handler; names: readonly string[] }> | undefined {
  const parts = path.split("/");
  // Every second part is a name, unless it is a verb. The parts are still encoded, so a name never begins with ":".
  const isName = (part: string, index: number): boolean => index % 2 === 1 && !part.startsWith(":");
  const shape = parts.map((part, index) => (isName(part, index) ? "*" : part)).join("/");
  const handler = ROUTES.get(`${method} ${shape}`);
  const names = decodeAll(parts.filter((part, index) => isName(part, index)));
  return handler === undefined || names === undefined ? undefined : { handler, names };
}

function one(hub: Hub, connectionId: string): ReturnType<Targets> {
  const connection = hub.connections.get(connectionId);
  return connection === undefined ? [] : [connection];
}

function decodeAll(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}
