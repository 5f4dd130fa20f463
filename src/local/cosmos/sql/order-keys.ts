import { compareValues } from "./compare.ts";
import { type Evaluate } from "./frame.ts";
import { type Value } from "./value.ts";

/** One compiled ORDER BY item. */
export type OrderKey = { readonly evaluate: Evaluate; readonly descending: boolean };

/** Compares two rows by the values of their ORDER BY items. */
export function compareKeys(
  orders: readonly Pick<OrderKey, "descending">[],
  left: readonly Value[],
  right: readonly Value[],
): number {
  for (let at = 0; at < orders.length; at += 1) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return orders[at]?.descending === true ? -order : order;
  }
  return 0;
}
