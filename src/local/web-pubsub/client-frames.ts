import { CLOSE } from "./close-socket.ts";
import { deliver, endConnection, write } from "./delivery.ts";
import { readFrame, type ClientFrame } from "./frames.ts";
import { isGroupName, joinGroup, leaveGroup, membersOf, type Connection } from "./hub.ts";
import { ACK_IDS_MAX } from "./limits.ts";
import { messageFromFrame } from "./message.ts";
import { acknowledge } from "./reliable.ts";
import { allows } from "./roles.ts";
import { type Service } from "./service.ts";

type Failure = Readonly<{ name: "Forbidden" | "Duplicate" | "InternalServerError"; message: string }>;

/** Answers one frame of a client; a frame that makes no sense ends the connection with 1008, as in Azure. */
export function handleFrame(service: Service, connection: Connection, text: string): void {
  // What a client without a subprotocol says goes to an event handler, and this server has none.
  if (connection.protocol === "plain") return;
  const frame = readFrame(text);
  if ("problem" in frame) {
    endConnection(connection, CLOSE.policy, frame.problem);
    return;
  }
  switch (frame.type) {
    case "ping":
      write(connection, JSON.stringify({ type: "pong" }));
      break;
    case "sequenceAck":
      if (connection.reliable !== undefined) acknowledge(connection.reliable, frame.sequenceId);
      break;
    case "invoke":
      refuseInvocation(connection, frame.invocationId);
      break;
    case "cancelInvocation":
      break;
    case "joinGroup":
    case "leaveGroup":
    case "sendToGroup":
    case "event":
      answerOnce(connection, frame.ackId, () => perform(service, connection, frame));
  }
}

/** Does what is asked unless its ackId was successful before, and acknowledges when an ackId asks for it. */
function answerOnce(connection: Connection, ackId: number | undefined, act: () => Failure | undefined): void {
  if (ackId === undefined) {
    act();
    return;
  }
  if (connection.ackIds.has(ackId)) {
    const message = `The message with the ackId ${ackId} has been processed.`;
    write(connection, JSON.stringify({ type: "ack", ackId, success: false, error: { name: "Duplicate", message } }));
    return;
  }
  const error = act();
  if (error === undefined) remember(connection.ackIds, ackId);
  const outcome = error === undefined ? { success: true } : { success: false, error };
  write(connection, JSON.stringify({ type: "ack", ackId, ...outcome }));
}

/** Only successes are remembered: what was forbidden may be asked again after a permission was granted. */
function remember(ackIds: Set<number>, ackId: number): void {
  ackIds.add(ackId);
  const [oldest] = ackIds;
  if (ackIds.size > ACK_IDS_MAX && oldest !== undefined) ackIds.delete(oldest);
}

function perform(
  service: Service,
  connection: Connection,
  frame: Extract<ClientFrame, { type: "joinGroup" | "leaveGroup" | "sendToGroup" | "event" }>,
): Failure | undefined {
  switch (frame.type) {
    case "event":
      return { name: "InternalServerError", message: `No event handler is configured for the event ${frame.event}.` };
    case "joinGroup":
      return join(connection, frame.group);
    case "leaveGroup":
      return leave(connection, frame.group);
    default:
      return send(service, connection, frame);
  }
}

function join(connection: Connection, group: string): Failure | undefined {
  if (!isGroupName(group) || !allows(connection.roles, "joinLeaveGroup", group)) return forbidden("join", group);
  if (joinGroup(connection, group)) return undefined;
  return { name: "Forbidden", message: "The connection is in as many groups as it may be." };
}

function leave(connection: Connection, group: string): Failure | undefined {
  if (!allows(connection.roles, "joinLeaveGroup", group)) return forbidden("leave", group);
  leaveGroup(connection, group);
  return undefined;
}

function send(
  service: Service,
  connection: Connection,
  frame: Extract<ClientFrame, { type: "sendToGroup" }>,
): Failure | undefined {
  const { group, content, noEcho } = frame;
  if (!allows(connection.roles, "sendToGroup", group)) return forbidden("send to", group);
  const sender = connection.userId === null ? {} : { fromUserId: connection.userId };
  const message = messageFromFrame({ from: "group", group, ...sender }, content);
  for (const member of membersOf(connection.hub, group)) {
    if (!noEcho || member !== connection) deliver(service, member, message);
  }
  return undefined;
}

function forbidden(action: string, group: string): Failure {
  return { name: "Forbidden", message: `The client does not have the permission to ${action} the group ${group}.` };
}

/** The client waits for an answer to an invocation, so silence would leave it hanging. */
function refuseInvocation(connection: Connection, invocationId: string): void {
  const error = { name: "NotFound", message: "No event handler is configured." };
  write(connection, JSON.stringify({ type: "invokeResponse", invocationId, success: false, error }));
}
