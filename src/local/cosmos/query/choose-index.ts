import { samePath } from "./document-path.ts";
import { pathKey, type Restriction, type Restrictions } from "./constraints.ts";
import { type IndexColumn, type OrderedIndex, type Value } from "./source.ts";

/** Ranges that one query may read from an index: `IN` lists multiply. */
const PREFIXES_MAX = 100;

/** What a column holds inside one range: a value of the range's prefix, one value in all ranges, or an item's key. */
type ColumnRole = { readonly prefix: number } | { readonly pinned: Value } | { readonly item: number };

/** How each range of an index yields documents in the order of the query. */
export type IndexOrder = {
  readonly reverse: boolean;
  readonly columns: readonly ColumnRole[];
  /** True when equal rows come in the order of their sequence, in the direction that the query wants. */
  readonly tiesInOrder: boolean;
  /** False when ranges differ in an ORDER BY item, so that a place in the result is no place in every range. */
  readonly seekable: boolean;
};

export type IndexChoice = {
  readonly index: OrderedIndex;
  /** The values of the leading columns: one range of the index for each. */
  readonly prefixes: readonly (readonly Value[])[];
  readonly range: Extract<Restriction, { type: "range" }> | null;
  /** Null when the documents must be sorted after they were read. */
  readonly order: IndexOrder | null;
};

function pinnedValue(restrictions: Restrictions, path: readonly string[]): { readonly pinned: Value } | null {
  const restriction = restrictions.get(pathKey(path));
  const values = restriction?.type === "values" ? restriction.values : [];
  return values.length === 1 ? { pinned: values[0] } : null;
}

/** ORDER BY items that are not the same for all documents of a range. */
type OpenItem = IndexColumn & { readonly item: number };

type Matched = { readonly columns: readonly ColumnRole[]; readonly reverse: boolean | null };

/** Matches the columns after the prefix with the open items, and with values that are held. */
function matchColumns(
  columns: readonly IndexColumn[],
  restrictions: Restrictions,
  items: readonly OpenItem[],
): Matched | null {
  const open = [...items];
  const roles: ColumnRole[] = [];
  let reverse: boolean | null = null;
  for (const column of columns) {
    const next = open[0];
    const pinned = pinnedValue(restrictions, column.path);
    if (next !== undefined && samePath(next.path, column.path)) {
      const turned = next.descending !== column.descending;
      if (reverse !== null && reverse !== turned) return null;
      reverse = turned;
      roles.push({ item: next.item });
      open.shift();
    } else if (pinned === null) break;
    else roles.push(pinned);
  }
  return open.length === 0 ? { columns: roles, reverse } : null;
}

function orderBy(
  { columns }: OrderedIndex,
  prefixLength: number,
  restrictions: Restrictions,
  items: readonly IndexColumn[],
): IndexOrder | null {
  const prefix = columns.slice(0, prefixLength);
  const inPrefix = (path: readonly string[]) => prefix.some((column) => samePath(column.path, path));
  const loose = items
    .map(({ path, descending }, item) => ({ path, descending, item }))
    .filter(({ path }) => pinnedValue(restrictions, path) === null);
  const open = loose.filter(({ path }) => !inPrefix(path));
  const matched = matchColumns(columns.slice(prefixLength), restrictions, open);
  if (matched === null) return null;
  const roles = [...prefix.map((_, at) => ({ prefix: at })), ...matched.columns];
  const { reverse } = matched;
  const descending = items[0]?.descending ?? false;
  const complete = roles.length === columns.length;
  const seekable = loose.length === open.length;
  // Nothing but the sequence orders the rows: the walk goes in the direction that equal rows are wanted in.
  if (reverse === null) {
    return complete ? { reverse: descending, columns: roles, tiesInOrder: true, seekable } : null;
  }
  return { reverse, columns: roles, tiesInOrder: complete && reverse === descending, seekable };
}

/** The values of as many leading columns as conditions hold to few values. */
function prefixesOf(index: OrderedIndex, restrictions: Restrictions): readonly (readonly Value[])[] {
  let prefixes: readonly (readonly Value[])[] = [[]];
  for (const column of index.columns) {
    const restriction = restrictions.get(pathKey(column.path));
    if (restriction?.type !== "values" || prefixes.length * restriction.values.length > PREFIXES_MAX) break;
    prefixes = prefixes.flatMap((prefix) => restriction.values.map((value) => prefix.concat([value])));
  }
  return prefixes;
}

function consider(index: OrderedIndex, restrictions: Restrictions, items: readonly IndexColumn[]): IndexChoice {
  const prefixes = prefixesOf(index, restrictions);
  const prefixLength = prefixes[0]?.length ?? 0;
  const next = index.columns[prefixLength];
  const restriction = next === undefined ? undefined : restrictions.get(pathKey(next.path));
  const range = restriction?.type === "range" ? restriction : null;
  return { index, prefixes, range, order: orderBy(index, prefixLength, restrictions, items) };
}

/** An equality narrows most; an order that saves the sort counts for a little less. */
function scoreOf(choice: IndexChoice, items: readonly IndexColumn[]): number {
  const equalities = (choice.prefixes[0]?.length ?? 0) * 10;
  const order = choice.order !== null && (items.length > 0 || equalities > 0) ? 8 : 0;
  return equalities + (choice.range === null ? 0 : 5) + order;
}

/** The index that serves the query best, or null when reading all documents is as good. */
export function chooseIndex(
  indexes: readonly OrderedIndex[],
  restrictions: Restrictions,
  items: readonly IndexColumn[],
): IndexChoice | null {
  let best: IndexChoice | null = null;
  let bestScore = 0;
  for (const index of indexes) {
    const choice = consider(index, restrictions, items);
    const score = scoreOf(choice, items);
    if (score > bestScore) {
      best = choice;
      bestScore = score;
    }
  }
  return best;
}
