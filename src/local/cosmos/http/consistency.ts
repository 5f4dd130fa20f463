import { CONSISTENCY_LEVELS, type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { badRequest, type Refusal } from "#local/cosmos/refusal.ts";
import { type CosmosRequest } from "./request.ts";

/** The level a request reads under. It may ask for less than the account's default, never for more. */
export function consistencyOf(request: CosmosRequest, account: ConsistencyLevel): ConsistencyLevel | Refusal {
  const asked = request.header("x-ms-consistency-level");
  if (asked === null || asked === "") return account;
  const level = CONSISTENCY_LEVELS.find((known) => known.toLowerCase() === asked.toLowerCase());
  if (level === undefined) return badRequest(`The consistency level '${asked}' is not known.`);
  if (CONSISTENCY_LEVELS.indexOf(level) >= CONSISTENCY_LEVELS.indexOf(account)) return level;
  return badRequest(
    `ConsistencyLevel ${level} specified in the request is invalid when service is configured with consistency level ${account}. Ensure the request consistency level is not stronger than the service consistency level.`,
  );
}
