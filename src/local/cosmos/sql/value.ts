import { VALUE_NESTING_MAX } from "./limits.ts";

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export type JsonObject = { readonly [name: string]: Json };

/** What an expression yields: JSON, or the `undefined` of the query language (a missing property, not null). */
export type Value = Json | undefined;

export function isArray(value: Value): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for JSON that nests no deeper than a document may, so that it can be walked by recursion. */
export function isJson(value: unknown, levels = VALUE_NESTING_MAX): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || levels === 0) return false;
  return Object.values(value).every((part) => isJson(part, levels - 1));
}
