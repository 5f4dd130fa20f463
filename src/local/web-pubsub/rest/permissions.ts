import { ROLES_PER_CONNECTION_MAX } from "#local/web-pubsub/limits.ts";
import { allows, isPermission, roleFor, type Permission } from "#local/web-pubsub/roles.ts";
import { type Connection } from "#local/web-pubsub/hub.ts";
import { type Handler } from "./hub-request.ts";
import { existence, NO_CONTENT, OK, refusal, type Reply } from "./reply.ts";

type Grant = Readonly<{ connection: Connection; permission: Permission; group: string | undefined }>;

/** Grants a permission for the group that `targetName` names, or for every group. */
export const grantPermission = withGrant(({ connection, permission, group }) => {
  if (connection.roles.size >= ROLES_PER_CONNECTION_MAX) {
    return refusal(400, "TooManyRoles", `A connection may hold ${ROLES_PER_CONNECTION_MAX} roles.`);
  }
  connection.roles.add(roleFor(permission, group));
  return OK;
});

/** Takes back exactly what a grant of the same words gave. */
export const revokePermission = withGrant(({ connection, permission, group }) => {
  connection.roles.delete(roleFor(permission, group));
  return NO_CONTENT;
});

/** Whether the connection may do it now, by whichever of its roles. */
export const checkPermission = withGrant(({ connection, permission, group }) =>
  existence(
    group === undefined
      ? connection.roles.has(roleFor(permission, undefined))
      : allows(connection.roles, permission, group),
  ),
);

function withGrant(answer: (grant: Grant) => Reply): Handler {
  return ({ hub, url }, [permission = "", connectionId = ""]) => {
    if (!isPermission(permission)) return refusal(400, "InvalidPermission", `'${permission}' is not a permission.`);
    const connection = hub.connections.get(connectionId);
    if (connection === undefined) return refusal(404, "ConnectionNotFound", "The connection does not exist.");
    return answer({ connection, permission, group: url.searchParams.get("targetName") ?? undefined });
  };
}
