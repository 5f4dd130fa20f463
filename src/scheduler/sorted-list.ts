/**
 * A list that is always in order, for items that never compare equal. Finding a place takes log n comparisons; the
 * insertion itself moves a block of memory, which for 100,000 items is faster than any tree of objects.
 */
export type SortedList<T> = Readonly<{
  items: readonly T[];
  insert: (item: T) => void;
  /** The item must be in the list. */
  remove: (item: T) => void;
}>;

export function createSortedList<T>(compare: (a: T, b: T) => number): SortedList<T> {
  const items: T[] = [];
  return {
    items,
    insert: (item) => {
      items.splice(firstNotBefore(items, item, compare), 0, item);
    },
    remove: (item) => {
      items.splice(firstNotBefore(items, item, compare), 1);
    },
  };
}

function firstNotBefore<T>(items: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = items[middle];
    if (other !== undefined && compare(other, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
