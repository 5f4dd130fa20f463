import { type Select } from "#local/cosmos/sql/ast.ts";
import { SqlError } from "#local/cosmos/sql/sql-error.ts";
import { isAggregating } from "#local/cosmos/sql/traverse.ts";

import { samePath } from "./document-path.ts";
import { type IndexColumn, type IndexingRules } from "./source.ts";

const NOT_A_PATH = "Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.";
const EXCLUDED = "The index path corresponding to the specified order-by item is excluded.";
const NO_COMPOSITE = "The order by query does not have a corresponding composite index that it can be served from.";

/** A composite index serves exactly its own columns, all in its directions or all in the opposite ones. */
function serves(index: readonly IndexColumn[], wanted: readonly IndexColumn[]): boolean {
  if (index.length !== wanted.length) return false;
  const turned = index[0]?.descending !== wanted[0]?.descending;
  return index.every((column, at) => {
    const item = wanted[at];
    return item !== undefined && samePath(column.path, item.path) && (column.descending !== item.descending) === turned;
  });
}

/** Refuses an ORDER BY that the container's indexing policy cannot serve, as the service does. */
export function checkOrderBy(
  select: Select,
  orderPaths: readonly (readonly string[] | null)[],
  indexing: IndexingRules,
): void {
  if (select.orderBy.length === 0 || isAggregating(select)) return;
  const columns = select.orderBy.map((item, at) => {
    const path = orderPaths[at] ?? null;
    if (path === null || path.length === 0) throw new SqlError("SC2107", NOT_A_PATH, null);
    return { path, descending: item.descending };
  });
  const [first] = columns;
  if (columns.length === 1) {
    if (first !== undefined && !indexing.isPathIndexed(first.path)) throw new SqlError(null, EXCLUDED, null);
    return;
  }
  if (!indexing.compositeIndexes.some((index) => serves(index, columns))) throw new SqlError(null, NO_COMPOSITE, null);
}
