import { CLOSE } from "#local/web-pubsub/close-socket.ts";
import { endConnection } from "#local/web-pubsub/delivery.ts";
import { type Handler, type Targets } from "./hub-request.ts";
import { NO_CONTENT } from "./reply.ts";

/** Closes those targets that are not excluded and tells them the reason. */
export function closeAll(targets: Targets): Handler {
  return ({ hub, url }, names) => {
    const excluded = new Set(url.searchParams.getAll("excluded"));
    const reason = url.searchParams.get("reason") ?? "";
    for (const connection of targets(hub, names)) {
      if (!excluded.has(connection.connectionId)) endConnection(connection, CLOSE.normal, reason);
    }
    return NO_CONTENT;
  };
}
