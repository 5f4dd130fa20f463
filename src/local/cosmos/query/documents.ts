import { compareKeys, type OrderKey } from "#local/cosmos/sql/order-keys.ts";

import { type IndexChoice, type IndexOrder } from "./choose-index.ts";
import { tieSign } from "./position.ts";
import {
  type DocumentSource,
  type Scope,
  type StoredDocument,
  type Value,
  type WalkRange,
  type WalkStart,
} from "./source.ts";

export type Work = { scanned: number; matched: number; sizeBytes: number };

/** How a query reaches its documents. */
export type Access = {
  readonly source: DocumentSource;
  readonly scope: Scope;
  /** Null when every document of the scope is looked at. */
  readonly choice: IndexChoice | null;
  readonly work: Work;
};

function* counted(access: Access, documents: Iterable<StoredDocument>): Generator<StoredDocument> {
  for (const document of documents) {
    if (!access.source.isVisible(document)) continue;
    access.work.scanned += 1;
    yield document;
  }
}

function rangeOf(choice: IndexChoice, equalPrefix: readonly Value[], from: WalkStart | null): WalkRange {
  const { range } = choice;
  const bounds = range === null ? {} : { lower: range.lower, upper: range.upper };
  return { equalPrefix, ...bounds, ...(from === null ? {} : { from }) };
}

/** The documents of every range that the conditions leave, in the order of the index. */
function* candidates({ scope }: Access, choice: IndexChoice): Generator<StoredDocument> {
  for (const partitionKey of choice.index.partitions(scope.partitionKey ?? [])) {
    for (const prefix of choice.prefixes) {
      yield* choice.index.walk({ partitionKey }, rangeOf(choice, prefix, null), false);
    }
  }
}

/** Walks the one range of a choice that has an order. */
function walkOrdered(access: Access, choice: IndexChoice, order: IndexOrder, from: WalkStart | null) {
  const range = rangeOf(choice, choice.prefixes[0] ?? [], from);
  return choice.index.walk({ partitionKey: access.scope.partitionKey ?? [] }, range, order.reverse);
}

const pinnedOf = (order: IndexOrder): readonly Value[] =>
  order.columns.map((column) => ("pinned" in column ? column.pinned : undefined));

/** The documents that the conditions leave, ascending by sequence, from `fromSequence` on. */
export function documentsInSequence(access: Access, fromSequence: number): Iterable<StoredDocument> {
  const { source, scope, choice } = access;
  if (choice === null) return counted(access, source.scan(scope, fromSequence));
  if (choice.order?.reverse === false && choice.order.columns.every((column) => "pinned" in column)) {
    const from = { columns: pinnedOf(choice.order), sequence: fromSequence };
    return counted(access, walkOrdered(access, choice, choice.order, from));
  }
  const found = [...candidates(access, choice)].filter((document) => document.sequence >= fromSequence);
  return counted(
    access,
    found.sort((left, right) => left.sequence - right.sequence),
  );
}

/** The place of a key (and, when given, a sequence) in the index's own order. */
function startAt(order: IndexOrder, keys: readonly Value[], sequence: number | null): WalkStart {
  const columns = order.columns.map((column) => ("pinned" in column ? column.pinned : keys[column.item]));
  return { columns, sequence: order.tiesInOrder ? sequence : null };
}

/** Puts documents with equal keys, which the index yields in another order, into the order of their sequence. */
function* settleTies(
  documents: Iterable<StoredDocument>,
  orders: readonly OrderKey[],
  keysOf: (document: StoredDocument) => readonly Value[],
): Generator<StoredDocument> {
  let run: StoredDocument[] = [];
  let runKeys: readonly Value[] = [];
  const settled = () => run.sort((left, right) => (left.sequence - right.sequence) * tieSign(orders));
  for (const document of documents) {
    const keys = keysOf(document);
    if (run.length > 0 && compareKeys(orders, keys, runKeys) !== 0) {
      yield* settled();
      run = [];
    }
    runKeys = keys;
    run.push(document);
  }
  yield* settled();
}

export type OrderedRead = {
  readonly orders: readonly OrderKey[];
  readonly keysOf: (document: StoredDocument) => readonly Value[];
  /** Where the page begins, or null for the beginning. */
  readonly start: { readonly keys: readonly Value[]; readonly sequence: number | null } | null;
};

/** The documents in the order of the query, as an index yields them: reading stops when nobody asks for more. */
export function documentsInOrder(
  access: Access,
  choice: IndexChoice & { readonly order: IndexOrder },
  { orders, keysOf, start }: OrderedRead,
): Iterable<StoredDocument> {
  const { order } = choice;
  const from = start === null ? null : startAt(order, start.keys, start.sequence);
  const documents = counted(access, walkOrdered(access, choice, order, from));
  return order.tiesInOrder ? documents : settleTies(documents, orders, keysOf);
}
