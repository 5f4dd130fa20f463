import { type Select } from "#local/cosmos/sql/ast.ts";
import { type CompiledSelect, compileQuery } from "#local/cosmos/sql/compile-select.ts";
import { parseQuery } from "#local/cosmos/sql/parse-select.ts";

import { type Constraint, findConstraints } from "./constraints.ts";
import { documentAlias, pathBelow } from "./document-path.ts";

/** Compiled queries that are kept for the next request with the same text. */
const QUERY_CACHE_MAX = 500;

/** A query without its parameters, ready to run. */
export type PreparedQuery = {
  readonly compiled: CompiledSelect;
  readonly constraints: readonly Constraint[];
  /** The document path of each ORDER BY item; null for an item that is no path of the document. */
  readonly orderPaths: readonly (readonly string[] | null)[];
};

/** The path that an ORDER BY item names below the first FROM's alias. */
function orderPathsOf(select: Select): readonly (readonly string[] | null)[] {
  const alias = documentAlias(select);
  return select.orderBy.map((item) => pathBelow(alias, item.expression));
}

const cache = new Map<string, PreparedQuery>();

/** Parses and compiles a query, or takes it from the cache of those used last. Throws `SqlError`. */
export function prepareQuery(text: string): PreparedQuery {
  const known = cache.get(text);
  if (known !== undefined) cache.delete(text);
  const prepared = known ?? prepare(text);
  cache.set(text, prepared);
  if (cache.size > QUERY_CACHE_MAX) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return prepared;
}

function prepare(text: string): PreparedQuery {
  const select = parseQuery(text);
  return { compiled: compileQuery(select), constraints: findConstraints(select), orderPaths: orderPathsOf(select) };
}
