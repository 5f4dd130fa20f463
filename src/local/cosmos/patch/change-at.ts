import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { isArray, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";

type Parent = JsonObject | readonly Json[];
/** Makes the parent's next version, given the last segment of a path. */
export type Change = (parent: Parent, key: string) => Json | Refusal;

const isParent = (value: Json | undefined): value is Parent => typeof value === "object" && value !== null;

/** The place in an array that a segment names, or null when it is not a number up to `max`. */
export function arrayIndex(key: string, max: number): number | null {
  return /^\d+$/.test(key) && Number(key) <= max ? Number(key) : null;
}

export function childOf(parent: Parent, key: string): Json | undefined {
  if (isArray(parent)) return parent[arrayIndex(key, parent.length - 1) ?? -1];
  return Object.hasOwn(parent, key) ? parent[key] : undefined;
}

/** A copy of the parent with one child put in the place of the old one. */
export function withChild(parent: Parent, key: string, child: Json): Json {
  return isArray(parent) ? parent.with(Number(key), child) : { ...parent, [key]: child };
}

export function withoutChild(parent: Parent, key: string): Json {
  if (isArray(parent)) return parent.toSpliced(Number(key), 1);
  const { [key]: _removed, ...rest } = parent;
  return rest;
}

/** Applies a change at the end of a path and copies only what lies on the way; 400 where the way breaks off. */
export function changeAt(value: Json | undefined, path: readonly string[], change: Change): Json | Refusal {
  const [key, ...rest] = path;
  if (!isParent(value) || key === undefined) {
    return badRequest(`For Operation: Patch path '/${path.join("/")}' the parent does not exist.`);
  }
  if (rest.length === 0) return change(value, key);
  const child = changeAt(childOf(value, key), rest, change);
  return child instanceof Refusal ? child : withChild(value, key, child);
}

/** The value at a path, arrays included, or undefined. */
export function lookUp(value: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path) found = isParent(found) ? childOf(found, key) : undefined;
  return found;
}
