import { type WebSocket } from "ws";
import { CLOSE_GRACE_MS, CLOSE_REASON_BYTES_MAX } from "./limits.ts";

/** Close codes of the WebSocket protocol, as Web PubSub uses them. */
export const CLOSE = { normal: 1000, goingAway: 1001, noCode: 1005, policy: 1008 } as const;

/** Says goodbye and cuts the socket when the other side does not answer in time: a stuck reader must not stay. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, shorten(reason));
  const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
}

/** The limit counts bytes and a character may have several, so the text is cut between characters. */
function shorten(reason: string): string {
  let text = "";
  let sizeBytes = 0;
  for (const character of reason) {
    sizeBytes += Buffer.byteLength(character);
    if (sizeBytes > CLOSE_REASON_BYTES_MAX) break;
    text += character;
  }
  return text;
}
