import { compareValues } from "#local/cosmos/sql/compare.ts";
import { type OrderKey } from "#local/cosmos/sql/compile-select.ts";

import { type Value } from "./source.ts";

/** Where a row stands in the result: by its ORDER BY values, then its document, then its place among that one's rows. */
export type Position = { readonly keys: readonly Value[]; readonly sequence: number; readonly row: number };

type Orders = readonly Pick<OrderKey, "descending">[];

/** Compares by the ORDER BY values alone. */
export function compareKeys(orders: Orders, left: readonly Value[], right: readonly Value[]): number {
  for (let at = 0; at < orders.length; at += 1) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return orders[at]?.descending === true ? -order : order;
  }
  return 0;
}

/** Rows with equal values are in `_rid` order in the direction of the FIRST item: SDKs count on it when they resume. */
export function tieSign(orders: Orders): number {
  return orders[0]?.descending === true ? -1 : 1;
}

export function comparePositions(orders: Orders, left: Position, right: Position): number {
  const order = compareKeys(orders, left.keys, right.keys);
  return order || (left.sequence - right.sequence) * tieSign(orders) || left.row - right.row;
}
