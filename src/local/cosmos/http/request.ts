import { type IncomingHttpHeaders } from "node:http";

/** A request as the handlers see it. */
export type CosmosRequest = {
  readonly method: string;
  /** The path's segments, decoded, and as they were sent. */
  readonly segments: readonly string[];
  readonly rawSegments: readonly string[];
  readonly body: Buffer;
  header(name: string): string | null;
};

export type RawRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: the signature check or the look-up will refuse it.
    return segment;
  }
}

export function parseRequest({ method, url, headers, body }: RawRequest): CosmosRequest {
  const [path = ""] = url.split("?");
  const rawSegments = path.split("/").filter((segment) => segment !== "");
  return {
    method,
    rawSegments,
    segments: rawSegments.map(decodeSegment),
    body,
    header(name) {
      const value = headers[name];
      return (Array.isArray(value) ? value[0] : value) ?? null;
    },
  };
}

/** SDKs write a true header as `True`, `true` or, from a boolean, `true`. */
export const isOn = (request: CosmosRequest, name: string): boolean => request.header(name)?.toLowerCase() === "true";

/** The client does not want the written item back. */
export const prefersMinimal = (request: CosmosRequest): boolean =>
  request.header("prefer")?.toLowerCase().includes("return=minimal") ?? false;
