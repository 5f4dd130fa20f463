import { compareKeys, type OrderKey } from "#local/cosmos/sql/order-keys.ts";
import { SqlError } from "#local/cosmos/sql/sql-error.ts";
import { isArray, isObject } from "#local/cosmos/sql/value.ts";

import { type Position, tieSign } from "./position.ts";
import { type DocumentSource, type Json, type Value } from "./source.ts";

/** Where an SDK takes an ORDER BY up again in a new iterator: everything before it in the order is left out. */
export type ResumeFilter = {
  readonly keys: readonly Value[];
  /** The document last read among those with equal keys; null for a partition that the SDK did not read last. */
  readonly sequence: number | null;
  /** True when the position itself was handed out already. */
  readonly exclude: boolean;
};

const refuse = (message: string): never => {
  throw new SqlError(null, message, null);
};

/** `[]` stands for undefined; `{ type, low, high }`, a hash of an object or array, names no place in the order. */
function readKey(value: Json): Value {
  if (isArray(value)) return value.length === 0 ? undefined : refuse("The resume filter's value is not valid.");
  return isObject(value) ? refuse("An ORDER BY over objects or arrays cannot be taken up again.") : value;
}

/** Reads the `resumeFilter` of a request's body. Throws `SqlError`. */
export function readResumeFilter(
  given: Json | undefined,
  keyCount: number,
  source: Pick<DocumentSource, "sequenceOfRid">,
): ResumeFilter | null {
  if (given === undefined || given === null || keyCount === 0) return null;
  const value = isObject(given) ? given["value"] : undefined;
  if (!isObject(given) || !isArray(value) || value.length !== keyCount) {
    return refuse("The resume filter must have one value for each ORDER BY item.");
  }
  const rid = given["rid"];
  const sequence = typeof rid === "string" ? source.sequenceOfRid(rid) : null;
  if (typeof rid === "string" && rid !== "" && sequence === null) refuse("The resume filter's rid is not valid.");
  return { keys: value.map(readKey), sequence, exclude: given["exclude"] === true };
}

/** True for rows that come before the place where the SDK takes up. */
export function isBeforeResume(filter: ResumeFilter, orders: readonly OrderKey[], position: Position): boolean {
  const byKeys = compareKeys(orders, position.keys, filter.keys);
  if (byKeys !== 0) return byKeys < 0;
  const bySequence = filter.sequence === null ? 0 : (position.sequence - filter.sequence) * tieSign(orders);
  return bySequence < 0 || (bySequence === 0 && filter.exclude);
}
