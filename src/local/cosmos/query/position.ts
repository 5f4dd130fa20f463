import { compareKeys, type OrderKey } from "#local/cosmos/sql/order-keys.ts";

import { type Value } from "./source.ts";

/** Where a row stands in the result: by its ORDER BY values, then its document, then its place among that one's rows. */
export type Position = { readonly keys: readonly Value[]; readonly sequence: number; readonly row: number };

type Orders = readonly Pick<OrderKey, "descending">[];

/** Rows with equal values are in `_rid` order in the direction of the FIRST item: SDKs count on it when they resume. */
export function tieSign(orders: Orders): number {
  return orders[0]?.descending === true ? -1 : 1;
}

export function comparePositions(orders: Orders, left: Position, right: Position): number {
  const order = compareKeys(orders, left.keys, right.keys);
  return order || (left.sequence - right.sequence) * tieSign(orders) || left.row - right.row;
}
