import { signClientToken } from "#local/web-pubsub/access-token.ts";
import { TOKEN_MINUTES_MAX } from "#local/web-pubsub/limits.ts";
import { wholeNumber, type Handler } from "./hub-request.ts";
import { refusal } from "./reply.ts";

/** Signs a client token for a caller that may not know the access key. */
export const generateToken: Handler = async (request) => {
  const { service, hub, url } = request;
  const query = url.searchParams;
  const lifeMinutes = wholeNumber(request, "minutesToExpire", { fallback: 60, min: 1, max: TOKEN_MINUTES_MAX });
  if (lifeMinutes === undefined) {
    return refusal(400, "InvalidLife", `minutesToExpire must be between 1 and ${TOKEN_MINUTES_MAX}.`);
  }
  if ((query.get("clientType") ?? "Default").toLowerCase() !== "default") {
    return refusal(400, "UnsupportedClientType", "The local server speaks the default client protocols only.");
  }
  const token = await signClientToken(service.accessKey, {
    audience: `${url.origin}/client/hubs/${hub.name}`,
    userId: query.get("userId") ?? undefined,
    roles: query.getAll("role"),
    groups: query.getAll("group"),
    nowMs: service.nowMs(),
    lifeMinutes,
  });
  return { status: 200, body: { token } };
};
