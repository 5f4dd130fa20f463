import { type RpcCookie } from "#local/host/core-types.ts";

const SAME_SITE: Readonly<Record<string, string>> = { lax: "Lax", strict: "Strict", explicitNone: "None" };

/** The `Set-Cookie` text of a cookie that the library hands over in buffered mode. */
export function cookieHeader(cookie: RpcCookie): string {
  const attributes = [
    attribute("Max-Age", cookie.maxAge, (seconds) => String(Math.floor(seconds))),
    attribute("Domain", cookie.domain, String),
    attribute("Path", cookie.path, String),
    attribute("Expires", cookie.expires, ({ seconds }) => new Date((seconds ?? 0) * 1000).toUTCString()),
    attribute("HttpOnly", cookie.httpOnly, (on) => on),
    attribute("Secure", cookie.secure, (on) => on),
    attribute("SameSite", { value: SAME_SITE[cookie.sameSite ?? ""] ?? null }, String),
  ];
  return `${cookie.name ?? ""}=${encodeURIComponent(cookie.value ?? "")}${attributes.join("")}`;
}

function attribute<T>(
  name: string,
  option: Readonly<{ value?: T | null }> | null | undefined,
  print: (value: T) => string | boolean,
): string {
  if (option?.value == null) return "";
  const text = print(option.value);
  if (text === false || text === "") return "";
  return text === true ? `; ${name}` : `; ${name}=${text}`;
}
