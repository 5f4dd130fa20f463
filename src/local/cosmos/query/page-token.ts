import { SqlError } from "#local/cosmos/sql/sql-error.ts";
import { isArray, isJson, isObject } from "#local/cosmos/sql/value.ts";

import { type Position } from "./position.ts";
import { type Json, type Value } from "./source.ts";

/** Where the next page begins. */
export type PageStart = {
  /** The last row that was handed out; for grouped rows, which stand nowhere, null. */
  readonly after: Position | null;
  /** Grouped rows that were handed out. */
  readonly groups: number;
  /** Rows that TOP or LIMIT still allow; null when the query sets none. */
  readonly left: number | null;
  /** The greatest sequence there was when the first page was made. */
  readonly newest: number;
};

/** The service's tokens begin with it, and SDKs that look at tokens look for it. */
const MARK = "+RT:1#";

/** JSON has no undefined: a key is written as a list of one value or of none. */
const writeKey = (key: Value): Json => (key === undefined ? [] : [key]);

const invalid = (): never => {
  throw new SqlError(null, "Invalid Continuation Token", null);
};

function readKey(written: Json): Value {
  return isArray(written) && written.length <= 1 ? written[0] : invalid();
}

const isCount = (value: Value): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

function readAfter(written: Value, keyCount: number): Position | null {
  if (written === null) return null;
  if (!isObject(written)) return invalid();
  const [keys, sequence, row] = [written["k"], written["n"], written["j"]];
  if (!isArray(keys) || keys.length !== keyCount || !isCount(sequence) || !isCount(row)) return invalid();
  return { keys: keys.map(readKey), sequence, row };
}

export function writePageToken(start: PageStart, partitionRangeId: string): string {
  const { after, groups, left, newest } = start;
  const position = after === null ? null : { k: after.keys.map(writeKey), n: after.sequence, j: after.row };
  const text = JSON.stringify({ p: partitionRangeId, a: position, g: groups, l: left, w: newest });
  return `${MARK}${Buffer.from(text).toString("base64url")}`;
}

function parse(token: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.slice(MARK.length), "base64url").toString());
    return isJson(value) ? value : invalid();
  } catch {
    return invalid();
  }
}

/** Reads a token of this very partition range. Throws `SqlError` for what this server did not write. */
export function readPageToken(token: string, partitionRangeId: string, keyCount: number): PageStart {
  const written = token.startsWith(MARK) ? parse(token) : invalid();
  if (!isObject(written) || written["p"] !== partitionRangeId) return invalid();
  const [groups, left, newest] = [written["g"], written["l"], written["w"]];
  if (!isCount(groups) || !isCount(newest) || !(left === null || isCount(left))) return invalid();
  return { after: readAfter(written["a"], keyCount), groups, left, newest };
}
