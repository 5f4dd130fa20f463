/** What a client of the JSON subprotocols may ask, after the checks of its shape. */
export type ClientFrame =
  | Readonly<{ type: "joinGroup" | "leaveGroup"; group: string; ackId?: number }>
  | Readonly<{ type: "sendToGroup"; group: string; content: FrameContent; noEcho: boolean; ackId?: number }>
  | Readonly<{ type: "event"; event: string; ackId?: number }>
  | Readonly<{ type: "invoke"; invocationId: string }>
  | Readonly<{ type: "sequenceAck"; sequenceId: number }>
  | Readonly<{ type: "ping" | "cancelInvocation" }>;

/** Binary and protobuf contents are base64 text in a JSON frame. */
export type FrameContent =
  | Readonly<{ dataType: "json"; data: unknown }>
  | Readonly<{ dataType: "text" | "binary" | "protobuf"; data: string }>;

export type FrameProblem = Readonly<{ problem: string }>;

type Fields = Readonly<Record<string, unknown>>;

/** Reads one frame of a client; a problem says in a sentence what was wrong with it. */
export function readFrame(text: string): ClientFrame | FrameProblem {
  const fields = parseObject(text);
  if (fields === undefined) return { problem: "The frame is not a JSON object." };
  const ack = readAckId(fields);
  if (ack === undefined) return { problem: "ackId must be a non-negative integer." };
  switch (fields["type"]) {
    case "joinGroup":
    case "leaveGroup":
      return withText(fields, "group", (group) => ({
        type: fields["type"] === "joinGroup" ? "joinGroup" : "leaveGroup",
        group,
        ...ack,
      }));
    case "sendToGroup":
      return withText(fields, "group", (group) => readSend(fields, group, ack));
    case "event":
      return withText(fields, "event", (event) => ({ type: "event", event, ...ack }));
    case "invoke":
      return withText(fields, "invocationId", (invocationId) => ({ type: "invoke", invocationId }));
    case "sequenceAck":
      return isCount(fields["sequenceId"])
        ? { type: "sequenceAck", sequenceId: fields["sequenceId"] }
        : { problem: "sequenceId must be a non-negative integer." };
    case "ping":
      return { type: "ping" };
    case "cancelInvocation":
      return { type: "cancelInvocation" };
    default:
      return { problem: "The type of the frame is unknown." };
  }
}

function readSend(fields: Fields, group: string, ack: { ackId?: number }): ClientFrame | FrameProblem {
  const content = readContent(fields);
  if (content === undefined) return { problem: "dataType and data do not go together." };
  return { type: "sendToGroup", group, content, noEcho: fields["noEcho"] === true, ...ack };
}

function readContent(fields: Fields): FrameContent | undefined {
  const dataType = fields["dataType"] ?? "text";
  const data = fields["data"];
  if (dataType === "json") return data === undefined ? undefined : { dataType, data };
  if (dataType !== "text" && dataType !== "binary" && dataType !== "protobuf") return undefined;
  return typeof data === "string" ? { dataType, data } : undefined;
}

function withText<T>(fields: Fields, name: string, make: (text: string) => T): T | FrameProblem {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? make(value) : { problem: `${name} must be a text.` };
}

function readAckId(fields: Fields): { ackId?: number } | undefined {
  const ackId = fields["ackId"];
  if (ackId === undefined || ackId === null) return {};
  return isCount(ackId) ? { ackId } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
