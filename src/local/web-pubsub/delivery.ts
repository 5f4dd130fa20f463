import { CLOSE, closeSocket } from "./close-socket.ts";
import { leave, type Connection } from "./hub.ts";
import { SOCKET_BACKLOG_BYTES_MAX } from "./limits.ts";
import { reliableFrame, simpleFrame, type OutboundMessage } from "./message.ts";
import { keep } from "./reliable.ts";
import { type Service } from "./service.ts";

/** Writes to the socket of a connection, if it has one; a reader that falls too far behind loses its place. */
export function write(connection: Connection, data: string | Buffer): void {
  const { socket } = connection;
  if (socket === undefined || socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > SOCKET_BACKLOG_BYTES_MAX) {
    endConnection(connection, CLOSE.policy, "The client reads too slowly.");
  } else {
    socket.send(data, { binary: typeof data !== "string" });
  }
}

/**
 * Hands one message to one connection. A reliable connection without a socket gets it when it comes back; one that
 * has left more unacknowledged than the limits allow is closed with 1008, so that it fetches everything anew.
 */
export function deliver(service: Service, connection: Connection, message: OutboundMessage): void {
  if (connection.protocol === "plain") {
    write(connection, message.plain);
  } else if (connection.reliable === undefined) {
    write(connection, simpleFrame(message));
  } else {
    const { sizeBytes, expiresAtMs } = message;
    const outcome = keep(
      connection.reliable,
      { write: (sequenceId) => reliableFrame(message, sequenceId), sizeBytes, expiresAtMs },
      { nowMs: service.nowMs(), limits: service.bufferLimits },
    );
    if (outcome.kind === "kept") write(connection, outcome.text);
    else endConnection(connection, CLOSE.policy, "The buffer of unacknowledged messages is full.");
  }
}

/** Ends a connection for good: the client is told why and its place is free at once. */
export function endConnection(connection: Connection, code: number, reason: string): void {
  const { socket } = connection;
  forget(connection);
  if (socket === undefined) return;
  if (connection.protocol !== "plain" && socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify({ type: "system", event: "disconnected", message: reason }));
  }
  closeSocket(socket, code, reason);
}

/** Frees the place of a connection without a word to its socket. */
export function forget(connection: Connection): void {
  clearTimeout(connection.placeTimer);
  connection.placeTimer = undefined;
  connection.socket = undefined;
  leave(connection);
}
