import { z } from "zod";
import { isGroupName, joinGroup, leaveAllGroups, leaveGroup, type Connection } from "#local/web-pubsub/hub.ts";
import { GROUPS_PER_CONNECTION_MAX, GROUPS_PER_REQUEST_MAX } from "#local/web-pubsub/limits.ts";
import { parseFilter } from "#local/web-pubsub/odata/parse.ts";
import { type Handler, type Targets } from "./hub-request.ts";
import { NO_CONTENT, OK, refusal, type Reply } from "./reply.ts";

const BulkRequest = z.object({
  groups: z.array(z.string()).min(1).max(GROUPS_PER_REQUEST_MAX),
  filter: z.string().nullish(),
});

/** Adds every target to the group of the path; `missing` is the answer when there is no target. */
export function addToGroup(targets: Targets, at: Readonly<{ groupIndex: number; missing: Reply }>): Handler {
  return ({ hub }, names) => {
    const group = names[at.groupIndex] ?? "";
    if (!isGroupName(group)) return invalidGroup(group);
    const connections = targets(hub, names);
    if (connections.length === 0) return at.missing;
    return connections.every((connection) => joinGroup(connection, group)) ? OK : tooManyGroups();
  };
}

/** Takes every target out of the group of the path; who is not in it stays as it is. */
export function removeFromGroup(targets: Targets, at: Readonly<{ groupIndex: number }>): Handler {
  return ({ hub }, names) => {
    for (const connection of targets(hub, names)) leaveGroup(connection, names[at.groupIndex] ?? "");
    return NO_CONTENT;
  };
}

/** Takes every target out of all its groups. */
export function removeFromAllGroups(targets: Targets): Handler {
  return ({ hub }, names) => {
    for (const connection of targets(hub, names)) leaveAllGroups(connection);
    return NO_CONTENT;
  };
}

/** Adds the connections that a filter names to several groups. */
export const addFilteredToGroups: Handler = (request) =>
  changeFiltered(request.body, request.hub.connections, joinGroup);

/** Takes the connections that a filter names out of several groups. */
export const removeFilteredFromGroups: Handler = (request) =>
  changeFiltered(request.body, request.hub.connections, (connection, group) => {
    leaveGroup(connection, group);
    return true;
  });

function changeFiltered(
  body: Buffer,
  connections: ReadonlyMap<string, Connection>,
  change: (connection: Connection, group: string) => boolean,
): Reply {
  const bulk = BulkRequest.safeParse(parseJson(body));
  if (!bulk.success) return refusal(400, "InvalidBody", "The body must name groups and may name a filter.");
  const { groups } = bulk.data;
  const badName = groups.find((group) => !isGroupName(group));
  if (badName !== undefined) return invalidGroup(badName);
  const filter = parseFilter(bulk.data.filter ?? "true");
  if (filter.kind === "invalid") return refusal(400, "InvalidFilter", filter.message);

  // The filter may ask about groups, so it is answered for everybody before anybody's groups change.
  const chosen = [...connections.values()].filter((connection) => filter.matches(connection));
  const changed = chosen.map((connection) => groups.every((group) => change(connection, group)));
  return changed.every(Boolean) ? OK : tooManyGroups();
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function invalidGroup(group: string): Reply {
  return refusal(400, "InvalidGroupName", `'${group.slice(0, 100)}' is not the name of a group.`);
}

function tooManyGroups(): Reply {
  return refusal(400, "TooManyGroups", `A connection may be in ${GROUPS_PER_CONNECTION_MAX} groups.`);
}
