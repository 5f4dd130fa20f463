import { isArray, isJson, isObject, type Value } from "#local/cosmos/sql/value.ts";

import { define, type FunctionDefinition } from "./definition.ts";

/** Reads a text as JSON and keeps it when it is of the type wanted. */
const parsed = (wanted: (value: Value) => boolean): FunctionDefinition =>
  define([1, 1], (text) => {
    if (typeof text !== "string") return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return isJson(value) && wanted(value) ? value : undefined;
    } catch {
      return undefined;
    }
  });

function toText(value: Value): Value {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export const CONVERSION_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  TOSTRING: define([1, 1], toText),
  STRINGTONUMBER: parsed((value) => typeof value === "number"),
  STRINGTOBOOLEAN: parsed((value) => typeof value === "boolean"),
  STRINGTONULL: parsed((value) => value === null),
  STRINGTOARRAY: parsed(isArray),
  STRINGTOOBJECT: parsed(isObject),
};
