import { badRequest, invalidPayload, Refusal } from "#local/cosmos/refusal.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { objectBody } from "./body.ts";
import { queryPageSize } from "./page-size.ts";
import { type CosmosRequest } from "./request.ts";

/** What a query asks for, wherever it is to run. */
export type ItemQuery = {
  readonly text: string;
  readonly parameters: Json | undefined;
  readonly resumeFilter: Json | undefined;
  readonly continuation: string | null;
  readonly maxItemCount: number;
};

/** Reading the items of a container as a feed is this query. */
const ALL_ITEMS = "SELECT * FROM c";

/** The query of a POST's body; of a GET, the one for all items. */
export function readItemQuery(request: CosmosRequest): ItemQuery | Refusal {
  const maxItemCount = queryPageSize(request);
  if (maxItemCount instanceof Refusal) return maxItemCount;
  const continuation = request.header("x-ms-continuation") || null;
  if (request.method === "GET") {
    return { text: ALL_ITEMS, parameters: undefined, resumeFilter: undefined, continuation, maxItemCount };
  }
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const { query: text, parameters, resumeFilter } = body;
  if (text === undefined) return badRequest("The query is missing.");
  if (typeof text !== "string") return invalidPayload();
  return { text, parameters, resumeFilter: resumeFilter ?? undefined, continuation, maxItemCount };
}
