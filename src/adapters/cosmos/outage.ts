import { StoreUnavailable } from "#application/ports/store.ts";

const RETRY_AFTER_DEFAULT_MS = 1_000;
/** The service or the way to it: it may have done what was asked, or not. */
const OUTAGES = new Set<unknown>([
  408,
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
  "TimeoutError",
]);

/** The status or name under which the SDK throws; it hides some of them one level down. */
export function codeOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && error.code !== undefined) return error.code;
  return "cause" in error ? codeOf(error.cause) : undefined;
}

/** Throws what the port promises: an outage by its own name, and everything else as the bug that it is. */
export function rethrow(error: unknown): never {
  if (!OUTAGES.has(codeOf(error))) throw error;
  const after =
    typeof error === "object" && error !== null && "retryAfterInMs" in error ? error.retryAfterInMs : undefined;
  const why = error instanceof Error ? error.message.split("\n")[0] : undefined;
  throw new StoreUnavailable(why ?? "no answer", typeof after === "number" ? after : RETRY_AFTER_DEFAULT_MS);
}
