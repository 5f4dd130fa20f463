import { StoreUnavailable } from "#application/ports/store.ts";

const RETRY_AFTER_DEFAULT_MS = 1_000;
/** The service or the way to it: it may have done what was asked, or not. */
const OUTAGES = new Set<unknown>([
  408,
  410,
  429,
  449,
  500,
  502,
  503,
  504,
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "REQUEST_SEND_ERROR",
  // The reply broke off, or was no reply of the service's but a page of something in between.
  "PARSE_ERROR",
  "SyntaxError",
  // Nothing came in time: by the SDK's limit for one try, or by ours for all of them.
  "TimeoutError",
  "AbortError",
]);

/** The status or name under which the SDK throws; it hides some of them one level down. */
export function codeOf(error: unknown): unknown {
  const thrown = innermost(error);
  if (typeof thrown !== "object" || thrown === null) return undefined;
  if ("code" in thrown && thrown.code !== undefined) return thrown.code;
  return "name" in thrown ? thrown.name : undefined;
}

/** Throws what the port promises: an outage by its own name, and everything else as the bug that it is. */
export function rethrow(error: unknown): never {
  if (!OUTAGES.has(codeOf(error))) throw error;
  const thrown = innermost(error);
  const after =
    typeof thrown === "object" && thrown !== null && "retryAfterInMs" in thrown ? thrown.retryAfterInMs : undefined;
  const why = thrown instanceof Error ? thrown.message.split("\n")[0] : undefined;
  throw new StoreUnavailable(why ?? "no answer", typeof after === "number" ? after : RETRY_AFTER_DEFAULT_MS);
}

/** A batch that fails is thrown as a bare sentence whose cause is the error itself. */
function innermost(error: unknown): unknown {
  if (typeof error !== "object" || error === null || ("code" in error && error.code !== undefined)) return error;
  return "cause" in error && error.cause !== undefined ? innermost(error.cause) : error;
}
