import { type IncomingMessage } from "node:http";

/** A request line taken apart: the path as sent (still encoded) and the query. */
export type RequestTarget = Readonly<{ path: string; query: URLSearchParams }>;

/** Splits the target of a request at its question mark. */
export function requestTarget(req: IncomingMessage): RequestTarget {
  const target = req.url ?? "/";
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/** The first value of a header, or undefined. */
export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** All headers with one text each, as the host hands them to the library. */
export function flatHeaders(req: IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
