import { type FleetReply } from "#client/fleet-client.ts";
import { type Answer } from "#factory/loop/input.ts";

const REVOKED_CODES: ReadonlySet<string> = new Set(["unauthenticated", "factory-not-found", "forbidden"]);
const SERVER_FAULT = 500;
const TOO_MANY = 429;

/** What a reply means for a factory. Silence, overload and a server's own fault say nothing about the outcome. */
export function toAnswer<T>(reply: FleetReply<T>): Answer<T> {
  if (reply.ok) return { kind: "ok", value: reply.value };
  const { code, status, title, detail } = reply.problem;
  const said = `${title}. ${detail}`;
  if (REVOKED_CODES.has(code)) return { kind: "revoked", detail: said };
  if (code === "fenced") return { kind: "fenced", detail: said };
  if (status === 0 || status === TOO_MANY || status >= SERVER_FAULT) return { kind: "unknown", detail: said };
  return { kind: "refused", detail: said };
}
