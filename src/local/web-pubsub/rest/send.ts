import { deliver } from "#local/web-pubsub/delivery.ts";
import { MESSAGE_TTL_SECONDS_MAX } from "#local/web-pubsub/limits.ts";
import { messageFromBody, type MessageOrigin } from "#local/web-pubsub/message.ts";
import { parseFilter } from "#local/web-pubsub/odata/parse.ts";
import { wholeNumber, type Handler, type HubRequest, type Targets } from "./hub-request.ts";
import { ACCEPTED, refusal, type Reply } from "./reply.ts";

const DATA_TYPES: ReadonlyMap<string, "json" | "text" | "binary"> = new Map([
  ["application/json", "json"],
  ["text/plain", "text"],
  ["application/octet-stream", "binary"],
]);

/** Sends the body to those targets that the filter keeps and that are not excluded; nobody at all is no error. */
export function sendTo(targets: Targets, originOf: (names: readonly string[]) => MessageOrigin): Handler {
  return (request, names) => {
    const { service, hub, url, body } = request;
    const dataType = DATA_TYPES.get(request.contentType);
    if (dataType === undefined) {
      return refusal(415, "UnsupportedMediaType", `The content type '${request.contentType}' cannot be sent.`);
    }
    if (dataType === "json" && !isJson(body)) return refusal(400, "InvalidBody", "The body is not JSON.");
    const expiresAtMs = expiryOf(request);
    if (expiresAtMs === undefined) return ttlRefusal();
    const filter = parseFilter(url.searchParams.get("filter") ?? "true");
    if (filter.kind === "invalid") return refusal(400, "InvalidFilter", filter.message);

    const excluded = new Set(url.searchParams.getAll("excluded"));
    const message = messageFromBody(originOf(names), { dataType, bytes: body, expiresAtMs });
    for (const connection of targets(hub, names)) {
      if (!excluded.has(connection.connectionId) && filter.matches(connection)) deliver(service, connection, message);
    }
    return ACCEPTED;
  };
}

/** When the message stops being of use, in milliseconds since 1970; a life of 0 means for ever. */
function expiryOf(request: HubRequest): number | undefined {
  const bounds = { fallback: 0, min: 0, max: MESSAGE_TTL_SECONDS_MAX };
  const ttlSeconds = wholeNumber(request, "messageTtlSeconds", bounds);
  if (ttlSeconds === undefined) return undefined;
  return ttlSeconds === 0 ? Infinity : request.service.nowMs() + ttlSeconds * 1000;
}

function ttlRefusal(): Reply {
  return refusal(400, "InvalidTtl", `messageTtlSeconds must be between 0 and ${MESSAGE_TTL_SECONDS_MAX}.`);
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
