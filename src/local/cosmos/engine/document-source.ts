import { isPartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { type DocumentSource, type PartitionKey, type Scope } from "#local/cosmos/query/source.ts";
import { type Container } from "./container.ts";
import { type Document, type PhysicalPartition } from "./partition.ts";
import { keyTextOf } from "./partition-key.ts";
import { sequenceOfRid } from "./resource-id.ts";

/** A part of the hash range that a request is limited to; null for no limit. */
export type HashSlice = { readonly min: string | null; readonly max: string | null };
export const WHOLE_RANGE: HashSlice = { min: null, max: null };

export function isInSlice(effectiveKey: string, slice: HashSlice): boolean {
  return (slice.min === null || effectiveKey >= slice.min) && (slice.max === null || effectiveKey < slice.max);
}

const hasPrefix = (document: Document, prefix: PartitionKey): boolean =>
  prefix.every((value, level) => document.logical.values[level] === value);

/** The items of one physical partition that lie in a slice of the hash range, as queries read them. */
export function documentSource(container: Container, physical: PhysicalPartition, slice: HashSlice): DocumentSource {
  const { settings } = container;
  const levels = settings.keyPaths.length;
  const visible = (document: Document): boolean => isInSlice(document.logical.effectiveKey, slice);
  const isWhole = slice.min === null && slice.max === null;
  return {
    partitionKeyLevels: levels,
    compositeIndexes: settings.compositeIndexes,
    isPathIndexed: (path) => settings.indexPolicy.isPathIndexed(path),
    indexes: isWhole ? physical.indexes : [],
    // An index is offered only where all of it may be seen.
    isVisible: () => true,
    sequenceOfRid: (rid) => sequenceOfRid(container.rid, rid),
    *scan({ partitionKey }: Scope, fromSequence: number) {
      if (partitionKey !== null && partitionKey.length === levels) {
        const logical = container.logicals.get(keyTextOf(partitionKey.filter(isPartitionKeyValue)));
        if (logical?.physical === physical) yield* logical.bySequence.walk(fromSequence);
        return;
      }
      for (const document of physical.bySequence.walk(fromSequence)) {
        if (!visible(document) || (partitionKey !== null && !hasPrefix(document, partitionKey))) continue;
        yield document;
      }
    },
  };
}

/** What a prefix of a hierarchical key names may lie in several physical partitions: all of them as one source. */
export function prefixSource(container: Container): DocumentSource {
  const { settings, partitions } = container;
  return {
    partitionKeyLevels: settings.keyPaths.length,
    compositeIndexes: settings.compositeIndexes,
    isPathIndexed: (path) => settings.indexPolicy.isPathIndexed(path),
    indexes: [],
    isVisible: () => true,
    sequenceOfRid: (rid) => sequenceOfRid(container.rid, rid),
    scan({ partitionKey }: Scope, fromSequence: number) {
      const all = partitions.flatMap((physical) => Array.from(physical.bySequence.walk(fromSequence)));
      const found = partitionKey === null ? all : all.filter((document) => hasPrefix(document, partitionKey));
      return found.sort((a, b) => a.sequence - b.sequence);
    },
  };
}
