import { CHANGE_FEED_PAGE_SIZE_DEFAULT, PAGE_SIZE_DEFAULT, PAGE_SIZE_DYNAMIC } from "#local/cosmos/limits.ts";
import { badRequest, type Refusal } from "#local/cosmos/refusal.ts";
import { type CosmosRequest } from "./request.ts";

/** How many rows a query's page may have; -1 leaves it to the server. */
export function queryPageSize(request: CosmosRequest): number | Refusal {
  const asked = request.header("x-ms-max-item-count");
  if (asked === null || asked === "0") return PAGE_SIZE_DEFAULT;
  if (!/^-?\d+$/.test(asked) || Number(asked) < -1) {
    return badRequest(
      `The input PageSize ${asked} is invalid. Ensure to pass a valid page size which must be a positive integer or -1 for a dynamic page size.`,
    );
  }
  return asked === "-1" ? PAGE_SIZE_DYNAMIC : Number(asked);
}

/** How many changes a page may have; a batch is never torn, so it can be a few more. */
export function changeFeedPageSize(request: CosmosRequest): number {
  const asked = Number(request.header("x-ms-max-item-count") ?? CHANGE_FEED_PAGE_SIZE_DEFAULT);
  return asked > 0 ? asked : CHANGE_FEED_PAGE_SIZE_DEFAULT;
}
