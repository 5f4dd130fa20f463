type Head<Item> = { readonly item: Item; readonly rest: Iterator<Item> };

/** Merges sorted streams into one; asks each for no more than the one item that may come next. */
export function* mergeSorted<Item>(
  streams: Iterable<Iterable<Item>>,
  compare: (left: Item, right: Item) => number,
): Generator<Item> {
  /** Last first, so that the next one is popped. */
  const heads: Head<Item>[] = [];
  const pull = (rest: Iterator<Item>) => {
    const next = rest.next();
    if (next.done === true) return;
    const item = next.value;
    let low = 0;
    let high = heads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const head = heads[middle];
      if (head !== undefined && compare(head.item, item) > 0) low = middle + 1;
      else high = middle;
    }
    heads.splice(low, 0, { item, rest });
  };
  for (const stream of streams) pull(stream[Symbol.iterator]());
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head.item;
    pull(head.rest);
  }
}
