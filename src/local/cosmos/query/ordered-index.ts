import { compareValues } from "#local/cosmos/sql/compare.ts";
import { isObject } from "#local/cosmos/sql/value.ts";

import { type Probe, SortedChunks } from "./sorted-chunks.ts";
import {
  type Bound,
  type IndexColumn,
  type JsonObject,
  type OrderedIndex,
  type PartitionKey,
  type StoredDocument,
  type Value,
  type WalkRange,
} from "./source.ts";

/** `values` are those of the partition key's levels, then those of the columns. */
type Entry = { readonly values: readonly Value[]; readonly document: StoredDocument };

/** The value at a path of a document. */
export function valueAtPath(json: JsonObject, path: readonly string[]): Value {
  let value: Value = json;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

class CompositeIndex implements OrderedIndex {
  readonly columns: readonly IndexColumn[];
  readonly #levels: number;
  /** 1 or -1 for each of an entry's values. */
  readonly #signs: readonly number[];
  readonly #entries: SortedChunks<Entry>;

  constructor(columns: readonly IndexColumn[], partitionKeyLevels: number) {
    this.columns = columns;
    this.#levels = partitionKeyLevels;
    const levelSigns = Array.from({ length: partitionKeyLevels }, () => 1);
    this.#signs = [...levelSigns, ...columns.map((column) => (column.descending ? -1 : 1))];
    this.#entries = new SortedChunks((left, right) => this.#compare(left, right.values, right.document.sequence));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Compares as many values as are given, then, if one is given, the sequence. */
  #compare(entry: Entry, values: readonly Value[], sequence: number | null): number {
    for (let at = 0; at < values.length; at += 1) {
      const order = compareValues(entry.values[at], values[at]);
      if (order !== 0) return order * (this.#signs[at] ?? 1);
    }
    return sequence === null ? 0 : entry.document.sequence - sequence;
  }

  #entryOf(document: StoredDocument, partitionKey: PartitionKey): Entry {
    const levels = Array.from({ length: this.#levels }, (_, level) => partitionKey[level]);
    return { values: [...levels, ...this.columns.map((column) => valueAtPath(document.json, column.path))], document };
  }

  add(document: StoredDocument, partitionKey: PartitionKey): void {
    this.#entries.add(this.#entryOf(document, partitionKey));
  }

  remove(document: StoredDocument, partitionKey: PartitionKey): boolean {
    return this.#entries.remove(this.#entryOf(document, partitionKey));
  }

  *partitions(prefix: PartitionKey): Generator<PartitionKey> {
    // The first entry that does not stand before the prefix, then always the first one after the key just seen.
    let probe: Probe<Entry> = (entry) => (this.#compare(entry, prefix, null) >= 0 ? 1 : -1);
    for (;;) {
      const next = this.#entries.firstAfter(probe);
      if (next === undefined || this.#compare(next, prefix, null) !== 0) return;
      const key = next.values.slice(0, this.#levels);
      yield key;
      probe = (entry) => this.#compare(entry, key, null);
    }
  }

  /** The probe of one end of the range: the tuple itself, or for an excluded value what lies just inside of it. */
  #end(prefix: readonly Value[], bound: Bound | undefined, atStart: boolean): Probe<Entry> {
    if (bound === undefined) return (entry) => this.#compare(entry, prefix, null);
    const tuple = [...prefix, bound.value];
    if (bound.inclusive) return (entry) => this.#compare(entry, tuple, null);
    const onTheValue = atStart ? -1 : 1;
    return (entry) => this.#compare(entry, tuple, null) || onTheValue;
  }

  *walk(scope: { readonly partitionKey: PartitionKey }, range: WalkRange, reverse: boolean): Generator<StoredDocument> {
    const prefix = [...scope.partitionKey, ...range.equalPrefix];
    const descending = (this.#signs[prefix.length] ?? 1) < 0;
    let start = this.#end(prefix, descending ? range.upper : range.lower, true);
    let end = this.#end(prefix, descending ? range.lower : range.upper, false);
    const { from } = range;
    if (from !== undefined) {
      const tuple = [...scope.partitionKey, ...from.columns];
      const resume: Probe<Entry> = (entry) => this.#compare(entry, tuple, from.sequence);
      // Both must be past: a place to take up from never widens the range.
      const [innerStart, innerEnd] = [start, end];
      if (reverse) end = (entry) => Math.max(innerEnd(entry), resume(entry));
      else start = (entry) => Math.min(innerStart(entry), resume(entry));
    }
    for (const entry of this.#entries.between(start, end, reverse)) yield entry.document;
  }
}

/**
 * Makes an empty index. `partitionKeyLevels` is 1, or the number of paths of a hierarchical partition key. Entries are
 * sorted by partition key, by the columns, and last by sequence (ascending, whatever the columns' directions).
 */
export function createOrderedIndex(columns: readonly IndexColumn[], partitionKeyLevels: number): OrderedIndex {
  return new CompositeIndex(columns, partitionKeyLevels);
}
