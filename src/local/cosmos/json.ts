import { isJson, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { invalidPayload, type Refusal } from "./refusal.ts";

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON that a request's body or header holds, or the service's refusal of a malformed one. */
export function parseJson(text: string): Json | Refusal {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : invalidPayload();
  } catch {
    return invalidPayload();
  }
}

/** A property that is text by construction: a resource's id, `_rid`, `_etag` or `_self`. */
export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === "string" ? value : "";
}

/** The value at a path of property names, or undefined; arrays have no properties here. */
export function valueAt(document: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = document;
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
