import { canonicalText, deepEqual } from "#local/cosmos/sql/compare.ts";
import { isArray, isObject, type Json, type Value } from "#local/cosmos/sql/value.ts";

import { ARGUMENTS_MAX, define, type FunctionDefinition } from "./definition.ts";

/** True when an object has at least the properties asked for, at every level. */
function matchesPartly(value: Value, wanted: Value): boolean {
  if (!isObject(wanted)) return deepEqual(value, wanted);
  if (!isObject(value)) return false;
  return Object.keys(wanted).every((name) => Object.hasOwn(value, name) && matchesPartly(value[name], wanted[name]));
}

const holds = (array: readonly Json[], wanted: Value): boolean => array.some((item) => deepEqual(item, wanted));

function contains(array: Value, wanted: Value, partly: Value): Value {
  if (!isArray(array) || wanted === undefined) return undefined;
  return partly === true ? array.some((item) => matchesPartly(item, wanted)) : holds(array, wanted);
}

function slice(array: Value, start: Value, length: Value): Value {
  if (!isArray(array) || typeof start !== "number") return undefined;
  if (length === undefined) return array.slice(start);
  if (typeof length !== "number") return undefined;
  const from = start < 0 ? Math.max(0, array.length + start) : start;
  return array.slice(from, from + Math.max(0, length));
}

function unique(items: readonly Json[]): readonly Json[] {
  const seen = new Map(items.toReversed().map((item) => [canonicalText(item), item]));
  return [...seen.values()].toReversed();
}

function intersection(left: Value, right: Value): Value {
  return isArray(left) && isArray(right) ? unique(left).filter((item) => holds(right, item)) : undefined;
}

function objectToArray(object: Value, nameKey: Value = "k", valueKey: Value = "v"): Value {
  if (!isObject(object) || typeof nameKey !== "string" || typeof valueKey !== "string") return undefined;
  return Object.entries(object).map(([name, value]) => ({ [nameKey]: name, [valueKey]: value }));
}

export const ARRAY_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  ARRAY_CONTAINS: define([2, 3], contains),
  ARRAY_CONTAINS_ANY: define([2, ARGUMENTS_MAX], (array, ...wanted) =>
    isArray(array) ? wanted.some((value) => holds(array, value)) : undefined,
  ),
  ARRAY_CONTAINS_ALL: define([2, ARGUMENTS_MAX], (array, ...wanted) =>
    isArray(array) ? wanted.every((value) => holds(array, value)) : undefined,
  ),
  ARRAY_LENGTH: define([1, 1], (array) => (isArray(array) ? array.length : undefined)),
  ARRAY_CONCAT: define([2, ARGUMENTS_MAX], (...arrays) => (arrays.every(isArray) ? arrays.flat() : undefined)),
  ARRAY_SLICE: define([2, 3], slice),
  SETINTERSECT: define([2, 2], intersection),
  SETUNION: define([2, 2], (left, right) =>
    isArray(left) && isArray(right) ? unique([...left, ...right]) : undefined,
  ),
  CHOOSE: define([2, ARGUMENTS_MAX], (place, ...choices) =>
    typeof place === "number" ? choices[place - 1] : undefined,
  ),
  OBJECTTOARRAY: define([1, 3], objectToArray),
};
