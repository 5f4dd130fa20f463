import { isJsonObject, parseJson } from "#local/cosmos/json.ts";
import { invalidPayload, type Refusal } from "#local/cosmos/refusal.ts";
import { type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { type CosmosRequest } from "./request.ts";

export const jsonBody = (request: CosmosRequest): Json | Refusal => parseJson(request.body.toString("utf8"));

/** A body that has to be an object: a definition, a query. */
export function objectBody(request: CosmosRequest): JsonObject | Refusal {
  const body = parseJson(request.body.toString("utf8"));
  return isJsonObject(body) ? body : invalidPayload();
}

/** SDKs mark a query by a header of either name, or by its content type alone. */
export function isQuery(request: CosmosRequest): boolean {
  if (request.method !== "POST") return false;
  const marked = request.header("x-ms-documentdb-isquery") ?? request.header("x-ms-documentdb-query");
  return marked?.toLowerCase() === "true" || (request.header("content-type") ?? "").includes("query+json");
}
