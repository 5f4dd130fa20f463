import { isJsonObject } from "#local/cosmos/json.ts";
import { PATCH_OPERATIONS_MAX } from "#local/cosmos/limits.ts";
import { badRequest, invalidPayload, Refusal } from "#local/cosmos/refusal.ts";
import { isArray, type Json } from "#local/cosmos/sql/value.ts";

const VALUE_VERBS = ["add", "set", "replace", "incr"] as const;
type ValueVerb = (typeof VALUE_VERBS)[number];

export type PatchOperation =
  | { readonly verb: ValueVerb; readonly path: readonly string[]; readonly value: Json }
  | { readonly verb: "remove"; readonly path: readonly string[] }
  | { readonly verb: "move"; readonly path: readonly string[]; readonly from: readonly string[] };

export type Patch = {
  /** A query's FROM and WHERE that the item must satisfy, or null. */
  readonly condition: string | null;
  readonly operations: readonly PatchOperation[];
};

const isValueVerb = (verb: Json | undefined): verb is ValueVerb => VALUE_VERBS.some((known) => known === verb);

/** The segments of a JSON pointer. */
function parsePointer(pointer: Json | undefined): readonly string[] | Refusal {
  if (typeof pointer !== "string" || !pointer.startsWith("/") || pointer.length < 2) {
    return badRequest(`For Operation: Patch path ${JSON.stringify(pointer)} is invalid.`);
  }
  const segments = pointer.slice(1).split("/");
  return segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function parseOperation(given: Json): PatchOperation | Refusal {
  if (!isJsonObject(given)) return invalidPayload();
  const verb = given["op"];
  const path = parsePointer(given["path"]);
  if (path instanceof Refusal) return path;
  if (verb === "remove") return { verb, path };
  if (verb === "move") {
    const from = parsePointer(given["from"]);
    return from instanceof Refusal ? from : { verb, path, from };
  }
  if (!isValueVerb(verb)) return badRequest(`Unknown patch operation ${JSON.stringify(verb)}.`);
  const value = given["value"];
  return value === undefined ? badRequest(`Operation ${verb} needs a value.`) : { verb, path, value };
}

/** The body of a patch: a list of operations, or an object with a condition and a list. */
export function parsePatch(body: Json | undefined): Patch | Refusal {
  const list = isJsonObject(body) ? body["operations"] : body;
  const condition = isJsonObject(body) ? body["condition"] : undefined;
  if (list === undefined || !isArray(list) || list.length === 0) return badRequest("No patch operations were given.");
  if (list.length > PATCH_OPERATIONS_MAX) {
    return badRequest(
      `Patch request has more operations than what is supported. The maximum is ${PATCH_OPERATIONS_MAX}.`,
    );
  }
  const operations: PatchOperation[] = [];
  for (const given of list) {
    const operation = parseOperation(given);
    if (operation instanceof Refusal) return operation;
    operations.push(operation);
  }
  return { condition: typeof condition === "string" && condition !== "" ? condition : null, operations };
}
