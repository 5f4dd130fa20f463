import { isArray, isObject, type Json, type JsonObject, type Value } from "./value.ts";

/** Types in the order in which the service sorts values of different types. */
const TYPE_ORDER = ["undefined", "null", "boolean", "number", "string", "array", "object"] as const;

type TypeName = (typeof TYPE_ORDER)[number];

export function typeOf(value: Value): TypeName {
  if (value === undefined) return "undefined";
  if (value === null) return "null";
  if (typeof value === "object") return isArray(value) ? "array" : "object";
  return typeof value === "string" ? "string" : typeof value === "number" ? "number" : "boolean";
}

const rankOf = (value: Value): number => TYPE_ORDER.indexOf(typeOf(value));

function deepEqualArrays(left: readonly Json[], right: readonly Json[]): boolean {
  return left.length === right.length && left.every((item, at) => deepEqual(item, right[at]));
}

function deepEqualObjects(left: JsonObject, right: JsonObject): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && deepEqual(left[name], right[name]));
}

/** Equality of the query language; the order of an object's properties does not count. */
export function deepEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (isArray(left)) return isArray(right) && deepEqualArrays(left, right);
  if (isObject(left)) return isObject(right) && deepEqualObjects(left, right);
  return false;
}

/** A text that two values share exactly when they are equal: the key of DISTINCT and GROUP BY. */
export function canonicalText(value: Value): string {
  if (value === undefined) return "undefined";
  if (isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value === 0 ? 0 : value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(",")}}`;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareArrays(left: readonly Json[], right: readonly Json[]): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/**
 * The total order of the service: undefined < null < false < true < numbers < strings < arrays < objects.
 * It yields 0 exactly for values that `deepEqual` holds equal.
 */
export function compareValues(left: Value, right: Value): number {
  if (left === right) return 0;
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : 1;
  const order = rankOf(left) - rankOf(right);
  if (order !== 0) return order;
  if (isArray(left) && isArray(right)) return compareArrays(left, right);
  if (isObject(left)) return compareTexts(canonicalText(left), canonicalText(right));
  return left === false ? -1 : 1;
}
