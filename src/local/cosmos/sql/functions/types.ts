import { typeOf } from "#local/cosmos/sql/compare.ts";
import { isArray, isObject, type Value } from "#local/cosmos/sql/value.ts";

import { define, type FunctionDefinition } from "./definition.ts";

const PRIMITIVES: ReadonlySet<string> = new Set(["null", "boolean", "number", "string"]);

const check = (test: (value: Value) => boolean): FunctionDefinition => define([1, 1], test);
const isBoolean = check((value) => typeof value === "boolean");

export const TYPE_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  IS_DEFINED: check((value) => value !== undefined),
  IS_NULL: check((value) => value === null),
  IS_BOOL: isBoolean,
  // The filters that SDKs write to take an ORDER BY up again use this name.
  IS_BOOLEAN: isBoolean,
  IS_NUMBER: check((value) => typeof value === "number"),
  IS_STRING: check((value) => typeof value === "string"),
  IS_ARRAY: check(isArray),
  IS_OBJECT: check(isObject),
  IS_PRIMITIVE: check((value) => PRIMITIVES.has(typeOf(value))),
  IS_INTEGER: check((value) => Number.isSafeInteger(value)),
  IS_FINITE_NUMBER: check((value) => Number.isFinite(value)),
  IIF: define([3, 3], (condition, whenTrue, otherwise) => (condition === true ? whenTrue : otherwise)),
};
