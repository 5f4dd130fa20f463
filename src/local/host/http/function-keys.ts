import { timingSafeEqual } from "node:crypto";
import { type HttpRoute } from "./router.ts";

/** Access keys as Azure has them. Without keys the host is open, which on loopback is what the Azure tools do too. */
export type FunctionKeys = Readonly<{
  master: string;
  host: readonly string[];
  functions: Readonly<Record<string, readonly string[]>>;
}>;

/** Whether a call that carries `key` (header `x-functions-key`, else `?code=`) may reach the route. */
export function mayCall(
  route: Pick<HttpRoute, "name" | "authLevel">,
  key: string | undefined,
  keys: FunctionKeys | null,
): boolean {
  if (keys === null || route.authLevel === "anonymous") return true;
  if (key === undefined) return false;
  if (isKey(key, keys.master)) return true;
  if (route.authLevel === "admin") return false;
  return [...keys.host, ...(keys.functions[route.name] ?? [])].some((known) => isKey(key, known));
}

function isKey(given: string, known: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(known);
  return left.length === right.length && timingSafeEqual(left, right);
}
