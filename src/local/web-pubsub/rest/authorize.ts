import { bearerToken, checkToken } from "#local/web-pubsub/access-token.ts";
import { type Service } from "#local/web-pubsub/service.ts";
import { refusal, type Reply } from "./reply.ts";

/**
 * Checks that a request carries a token signed for its own address; undefined when it may pass. The documentation
 * signs the address without its query, the SDK with it, so both are accepted.
 */
export async function refuseUnauthorized(
  service: Service,
  url: URL,
  authorization: string | undefined,
): Promise<Reply | undefined> {
  const token = bearerToken(authorization);
  if (token === undefined) return refusal(401, "Unauthorized", "The request needs a bearer token.");
  const checked = await checkToken(service.accessKey, token, {
    nowMs: service.nowMs(),
    isAudience: (audience) =>
      decode(audience.pathname) === decode(url.pathname) &&
      (audience.search === "" || decode(audience.search) === decode(url.search)),
  });
  return checked.kind === "accepted" ? undefined : refusal(401, "Unauthorized", checked.message);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text).replace(/\/$/, "");
  } catch {
    return text;
  }
}
