import { membersOf, type Connection } from "#local/web-pubsub/hub.ts";
import { PAGE_SIZE_MAX } from "#local/web-pubsub/limits.ts";
import { wholeNumber, type Handler } from "./hub-request.ts";
import { refusal } from "./reply.ts";

const TOP_MAX = 2 ** 31 - 1;

/**
 * Lists the connections of a group page by page. The token of the next page is the last id of this one, so that
 * connections which come and go meanwhile cannot make another appear twice.
 */
export const listConnections: Handler = (request, names) => {
  const { hub, url } = request;
  const top = wholeNumber(request, "top", { fallback: TOP_MAX, min: 1, max: TOP_MAX });
  const pageSize = wholeNumber(request, "maxpagesize", { fallback: PAGE_SIZE_MAX, min: 1, max: PAGE_SIZE_MAX });
  if (top === undefined || pageSize === undefined) {
    return refusal(
      400,
      "InvalidPage",
      `top and maxpagesize must be at least 1, and maxpagesize at most ${PAGE_SIZE_MAX}.`,
    );
  }
  const after = url.searchParams.get("continuationToken") ?? "";
  const remaining = membersOf(hub, names[0] ?? "")
    .filter((member) => member.connectionId > after)
    .sort((one, other) => (one.connectionId < other.connectionId ? -1 : 1));
  const page = remaining.slice(0, Math.min(pageSize, top));
  const last = page.at(-1);
  const isComplete = last === undefined || page.length === remaining.length || page.length === top;
  const value = page.map(describe);
  if (isComplete) return { status: 200, body: { value } };

  const next = new URL(url);
  next.searchParams.set("continuationToken", last.connectionId);
  if (url.searchParams.has("top")) next.searchParams.set("top", String(top - page.length));
  return { status: 200, body: { value, nextLink: next.href } };
};

function describe({ connectionId, userId }: Connection): Readonly<{ connectionId: string; userId?: string }> {
  return userId === null ? { connectionId } : { connectionId, userId };
}
