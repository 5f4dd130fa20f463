import { type IncomingMessage } from "node:http";
import { type TypedData } from "#local/host/core-types.ts";
import { flatHeaders, type RequestTarget } from "./request-target.ts";
import { type RouteParams } from "./route-template.ts";

/**
 * What the host tells the library about a request in stream mode. Query keys become parameters as well, as in Azure,
 * and a route value wins over a query value of the same name; the key of the function is never passed on.
 */
export function streamTriggerMetadata(
  req: IncomingMessage,
  target: RequestTarget,
  params: RouteParams,
): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {};
  for (const [name, value] of target.query) if (name.toLowerCase() !== "code") metadata[name] = { string: value };
  for (const [name, value] of Object.entries(params)) metadata[name] = { string: value };
  metadata["Headers"] = { json: JSON.stringify(flatHeaders(req)) };
  metadata["Query"] = { json: "{}" };
  return metadata;
}
