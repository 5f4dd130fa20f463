import { type Container } from "#local/cosmos/engine/container.ts";
import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { type ReplyHeaders } from "./reply.ts";

/** Which container answered. A header takes no letters beyond ASCII, an id does. */
export function ownerHeaders(container: Container): ReplyHeaders {
  const path = `dbs/${container.database.id}/colls/${container.id}`;
  return {
    "x-ms-alt-content-path": path.replaceAll(/[^\x20-\x7e]+/g, encodeURIComponent),
    "x-ms-content-path": container.rid,
  };
}

/**
 * How far the answering partition was. There is one copy of everything and it is always current, so a token that a
 * client sends back asks for nothing that is not so anyway.
 */
export function sessionHeaders(physical: PhysicalPartition): ReplyHeaders {
  return { "x-ms-session-token": `${physical.id}:-1#${physical.lsn}`, lsn: String(physical.lsn) };
}
