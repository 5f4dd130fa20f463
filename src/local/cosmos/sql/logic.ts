import { compareValues, deepEqual, typeOf } from "./compare.ts";
import { type Value } from "./value.ts";

/** The logic of the query language has three values: what cannot be decided is undefined, and undefined is not false. */
export type Truth = boolean | undefined;

export function truthOf(value: Value): Truth {
  return typeof value === "boolean" ? value : undefined;
}

export function not(value: Value): Truth {
  return typeof value === "boolean" ? !value : undefined;
}

export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

/** `=`: undefined when either side is; values of different types are unequal. */
export function equals(left: Value, right: Value): Truth {
  return left === undefined || right === undefined ? undefined : deepEqual(left, right);
}

/** `<` and its kin are decided only inside one type, and never for arrays and objects. */
export function ordered(left: Value, right: Value, decide: (order: number) => boolean): Truth {
  if (typeof left === "number" && typeof right === "number") return decide(left - right);
  const type = typeOf(left);
  if (type === "undefined" || type === "array" || type === "object" || type !== typeOf(right)) return undefined;
  return decide(compareValues(left, right));
}
