import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type CosmosRequest } from "./request.ts";

const TOKEN = /^type=(\w+)&ver=([\d.]+)&sig=(.+)$/;

const unauthorized = (message: string): Refusal => new Refusal(401, "Unauthorized", message);

/** What a request is signed over: the type of the resource, and its link in each form that a client may use. */
function signedParts(request: CosmosRequest): { readonly type: string; readonly links: readonly string[] } {
  const { segments, rawSegments } = request;
  // Deleting a whole partition key is posted to the container's `operations`, and signed as the container's.
  const isOperation = segments[4] === "operations";
  const namesFeed = segments.length % 2 === 1;
  const type = isOperation ? "colls" : (segments.at(namesFeed ? -1 : -2) ?? "");
  const linkOf = (parts: readonly string[]): string => {
    if (isOperation) return parts.slice(0, 4).join("/");
    return (namesFeed ? parts.slice(0, -1) : parts).join("/");
  };
  // By `_rid` (offers, and what the .NET SDK reads once it knows the container) only the last one is signed, in lower case.
  const rid = (isOperation ? segments[3] : segments.at(namesFeed ? -2 : -1)) ?? "";
  return { type, links: [linkOf(segments), linkOf(rawSegments), rid.toLowerCase()] };
}

function decodeToken(header: string): RegExpExecArray | null {
  try {
    return TOKEN.exec(decodeURIComponent(header));
  } catch {
    return null;
  }
}

/** 401 unless the request is signed with the account's key; null when it is. */
export function authorize(request: CosmosRequest, key: Buffer): Refusal | null {
  const header = request.header("authorization");
  if (header === null) {
    return unauthorized("Required Header authorization is missing. Ensure a valid Authorization token is passed.");
  }
  const [, kind, , signature] = decodeToken(header) ?? [];
  if (kind === "master" && signature !== undefined) {
    const given = Buffer.from(signature, "base64");
    const date = (request.header("x-ms-date") ?? request.header("date") ?? "").toLowerCase();
    const { type, links } = signedParts(request);
    const isSigned = links.some((link) => {
      const text = `${request.method.toLowerCase()}\n${type.toLowerCase()}\n${link}\n${date}\n\n`;
      const wanted = createHmac("sha256", key).update(text).digest();
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    });
    if (isSigned) return null;
  }
  return unauthorized(
    "The input authorization token can't serve the request. The wrong key is being used or the expected payload is not built as per the protocol.",
  );
}
