import { type FrameContent } from "./frames.ts";

/** Who a message comes from, in the words of the subprotocol. */
export type MessageOrigin =
  | Readonly<{ from: "server" }>
  | Readonly<{ from: "group"; group: string; fromUserId?: string }>;

/** One message on its way to many connections: the costly work is done once, whatever their number. */
export type OutboundMessage = Readonly<{
  /** The JSON frame without its closing brace, so that a sequence id can follow. */
  opening: string;
  /** What a client without a subprotocol receives: text, or bytes in a binary frame. */
  plain: string | Buffer;
  sizeBytes: number;
  /** When the message must no longer be delivered, in milliseconds since 1970. */
  expiresAtMs: number;
}>;

/** Prepares a message that a client has sent to a group. */
export function messageFromFrame(origin: MessageOrigin, content: FrameContent): OutboundMessage {
  const isBase64 = content.dataType === "binary" || content.dataType === "protobuf";
  const json = JSON.stringify(content.data);
  const text = content.dataType === "json" ? json : content.data;
  return outbound(origin, { dataType: content.dataType, json, plain: isBase64 ? Buffer.from(text, "base64") : text });
}

/**
 * Prepares a message from a request body. A JSON body goes out with the very characters it came in with, so that
 * large numbers keep their digits; the caller has checked that it is JSON.
 */
export function messageFromBody(
  origin: MessageOrigin,
  body: Readonly<{ dataType: "json" | "text" | "binary"; bytes: Buffer; expiresAtMs: number }>,
): OutboundMessage {
  const { dataType, bytes, expiresAtMs } = body;
  if (dataType === "binary") {
    return outbound(origin, { dataType, json: JSON.stringify(bytes.toString("base64")), plain: bytes, expiresAtMs });
  }
  const text = bytes.toString("utf8");
  return outbound(origin, {
    dataType,
    json: dataType === "json" ? text : JSON.stringify(text),
    plain: text,
    expiresAtMs,
  });
}

/** The frame for a client of the simple subprotocol. */
export function simpleFrame(message: OutboundMessage): string {
  return `${message.opening}}`;
}

/** The frame for a client of the reliable subprotocol. */
export function reliableFrame(message: OutboundMessage, sequenceId: number): string {
  return `${message.opening},"sequenceId":${sequenceId}}`;
}

function outbound(
  origin: MessageOrigin,
  content: Readonly<{ dataType: string; json: string; plain: string | Buffer; expiresAtMs?: number }>,
): OutboundMessage {
  const head = JSON.stringify({ type: "message", ...origin, dataType: content.dataType });
  const opening = `${head.slice(0, -1)},"data":${content.json}`;
  return {
    opening,
    plain: content.plain,
    sizeBytes: Buffer.byteLength(opening),
    expiresAtMs: content.expiresAtMs ?? Infinity,
  };
}
