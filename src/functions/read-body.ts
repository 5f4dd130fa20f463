import { type HttpRequest } from "@azure/functions";
import { type BodyType, type Route } from "#contract/route.ts";
import { type Refusal } from "#contract/problem.ts";
import { isTooDeep } from "#functions/json-depth.ts";

export const BODY_BYTES_MAX = 1_000_000;
type Reason = Refusal<"body-too-large" | "unsupported-media-type" | "invalid-request">;
export type ReadBody = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly problem: Reason };

/** Reads and decodes the body, before any schema sees it: its size, its type, its nesting and its syntax are bounded here. */
export async function readBody(route: Route, request: HttpRequest): Promise<ReadBody> {
  if (route.body === null) return { ok: true, body: undefined };
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!isAccepted(route.bodyTypes, type)) return no({ code: "unsupported-media-type", accepts: [...route.bodyTypes] });
  const text = await readText(request);
  if (text === null) return no({ code: "body-too-large", maxBytes: BODY_BYTES_MAX });
  if (type === "text/markdown") return { ok: true, body: text };
  if (isTooDeep(text)) return fault("The JSON is nested too deeply.");
  try {
    return { ok: true, body: JSON.parse(text === "" ? "null" : text) };
  } catch {
    return fault("The body is not JSON.");
  }
}

const isAccepted = (types: readonly BodyType[], type: string): boolean => types.some((each) => each === type);

async function readText(request: HttpRequest): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) return null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    // A chunked body has no length to believe, so it is counted as it comes.
    if (sizeBytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const no = (problem: Reason): ReadBody => ({ ok: false, problem });
const fault = (detail: string): ReadBody => no({ code: "invalid-request", errors: [{ pointer: "", detail }] });
