import { type IncomingMessage } from "node:http";
import { bearerToken, checkToken, textsOf } from "./access-token.ts";
import { type Hub } from "./hub.ts";
import { type Identity } from "./lifecycle.ts";
import { hasRoom, hubNamed, type Service } from "./service.ts";

type Admission =
  | Readonly<{ kind: "admitted"; hub: Hub; identity: Identity }>
  | Readonly<{ kind: "refused"; status: number; title: string }>;

/** Decides whether a new client may enter a hub, and as whom: its token says it. */
export async function admit(
  service: Service,
  request: IncomingMessage,
  target: Readonly<{ url: URL; hubName: string }>,
): Promise<Admission> {
  const { url, hubName } = target;
  const token = url.searchParams.get("access_token") ?? bearerToken(request.headers.authorization);
  if (token === undefined) return refused(401, "Unauthorized");
  const path = `/client/hubs/${hubName}`.toLowerCase();
  const checked = await checkToken(service.accessKey, token, {
    nowMs: service.nowMs(),
    isAudience: (audience) => audience.pathname.replace(/\/$/, "").toLowerCase() === path,
  });
  if (checked.kind === "refused") return refused(401, "Unauthorized");
  // The hub comes into being only now: whoever has no token must not be able to fill the server with hubs.
  const hub = hubNamed(service, hubName);
  if (hub === undefined) return refused(404, "Not Found");
  if (!hasRoom(service)) return refused(503, "Service Unavailable");
  const { claims } = checked;
  const roles = textsOf(claims["role"]);
  const groups = textsOf(claims["webpubsub.group"]);
  return { kind: "admitted", hub, identity: { userId: claims.sub ?? null, roles, groups } };
}

function refused(status: number, title: string): Admission {
  return { kind: "refused", status, title };
}
