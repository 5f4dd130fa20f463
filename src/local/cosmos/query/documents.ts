import { compareKeys, type OrderKey } from "#local/cosmos/sql/order-keys.ts";

import { type IndexChoice, type IndexOrder } from "./choose-index.ts";
import { mergeSorted } from "./merge.ts";
import { tieSign } from "./position.ts";
import {
  type DocumentSource,
  type PartitionKey,
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

/** Ranges that are read side by side for the sake of their order; more are gathered and sorted. */
const STREAMS_MAX = 1000;

/** The partition keys that a scope names: itself, or every one below a prefix. */
function partitionsOf({ scope, source }: Access, choice: IndexChoice): Iterable<PartitionKey> {
  const { partitionKey } = scope;
  if (partitionKey?.length === source.partitionKeyLevels) return [partitionKey];
  return choice.index.partitions(partitionKey ?? []);
}

/** The documents of every range that the conditions leave, in the order of the index. */
function* candidates(access: Access, choice: IndexChoice): Generator<StoredDocument> {
  for (const partitionKey of partitionsOf(access, choice)) {
    for (const prefix of choice.prefixes) {
      yield* choice.index.walk({ partitionKey }, rangeOf(choice, prefix, null), false);
    }
  }
}

/** False for an index that was chosen for its order alone. */
function narrows(choice: IndexChoice | null): choice is IndexChoice {
  return choice !== null && ((choice.prefixes[0]?.length ?? 0) > 0 || choice.range !== null);
}

type OrderedChoice = IndexChoice & { readonly order: IndexOrder };

/** The choice as one that yields the order of the query, or null when its ranges are too many or have none. */
export function orderedChoice(access: Access): OrderedChoice | null {
  const { choice } = access;
  if (choice === null || choice.order === null) return null;
  let streams = 0;
  for (const _ of partitionsOf(access, choice)) {
    streams += choice.prefixes.length;
    if (streams > STREAMS_MAX) return null;
  }
  return { ...choice, order: choice.order };
}

/** Where a page begins, or null for the beginning. */
type Start = { readonly keys: readonly Value[]; readonly sequence: number | null } | null;

/** The place of a key (and, when given, a sequence) in one range of the index. */
function startAt(order: IndexOrder, prefix: readonly Value[], start: Start): WalkStart | null {
  if (start === null || !order.seekable) return null;
  const columns = order.columns.map((column) => {
    if ("prefix" in column) return prefix[column.prefix];
    return "pinned" in column ? column.pinned : start.keys[column.item];
  });
  return { columns, sequence: order.tiesInOrder ? start.sequence : null };
}

/** One stream of documents for each range, each in the order of the query. */
function* streamsOf(access: Access, choice: OrderedChoice, start: Start): Generator<Iterable<StoredDocument>> {
  for (const partitionKey of partitionsOf(access, choice)) {
    for (const prefix of choice.prefixes) {
      const range = rangeOf(choice, prefix, startAt(choice.order, prefix, start));
      yield choice.index.walk({ partitionKey }, range, choice.order.reverse);
    }
  }
}

const bySequence = (left: StoredDocument, right: StoredDocument): number => left.sequence - right.sequence;

/** The documents that the conditions leave, ascending by sequence, from `fromSequence` on. */
export function documentsInSequence(access: Access, fromSequence: number): Iterable<StoredDocument> {
  const { source, scope, choice } = access;
  if (choice === null) return counted(access, source.scan(scope, fromSequence));
  const ordered = orderedChoice(access);
  if (ordered?.order.reverse === false && ordered.order.columns.every((column) => !("item" in column))) {
    const streams = streamsOf(access, ordered, { keys: [], sequence: fromSequence });
    return counted(access, mergeSorted(streams, bySequence));
  }
  if (!narrows(choice)) return counted(access, source.scan(scope, fromSequence));
  const found = [...candidates(access, choice)].filter((document) => document.sequence >= fromSequence);
  return counted(access, found.sort(bySequence));
}

/** The documents that the conditions leave, in whatever order costs least: for results that do not depend on it. */
export function documentsInAnyOrder(access: Access): Iterable<StoredDocument> {
  const { source, scope, choice } = access;
  return counted(access, narrows(choice) ? candidates(access, choice) : source.scan(scope, 0));
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

type OrderedRead = {
  readonly orders: readonly OrderKey[];
  readonly keysOf: (document: StoredDocument) => readonly Value[];
  readonly start: Start;
};

type Keyed = { readonly document: StoredDocument; readonly keys: readonly Value[] };

function* withKeys(documents: Iterable<StoredDocument>, keysOf: OrderedRead["keysOf"]): Generator<Keyed> {
  for (const document of documents) yield { document, keys: keysOf(document) };
}

function* keyedStreams(access: Access, choice: OrderedChoice, read: OrderedRead): Generator<Iterable<Keyed>> {
  for (const stream of streamsOf(access, choice, read.start)) yield withKeys(stream, read.keysOf);
}

function* documentsOf(keyed: Iterable<Keyed>): Generator<StoredDocument> {
  for (const { document } of keyed) yield document;
}

/** The documents in the order of the query, as an index yields them: reading stops when nobody asks for more. */
export function documentsInOrder(access: Access, choice: OrderedChoice, read: OrderedRead): Iterable<StoredDocument> {
  const { orders, keysOf } = read;
  const merged = mergeSorted(
    keyedStreams(access, choice, read),
    (left, right) =>
      compareKeys(orders, left.keys, right.keys) || bySequence(left.document, right.document) * tieSign(orders),
  );
  const documents = counted(access, documentsOf(merged));
  return choice.order.tiesInOrder ? documents : settleTies(documents, orders, keysOf);
}
