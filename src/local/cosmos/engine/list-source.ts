import { type DocumentSource, type StoredDocument } from "#local/cosmos/query/source.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";

/** A few objects that are no items of a partition (definitions, the one item of a condition) as a query reads them. */
export function listSource(objects: readonly JsonObject[]): DocumentSource {
  const documents: readonly StoredDocument[] = objects.map((json, sequence) => ({ sequence, json, sizeBytes: 0 }));
  return {
    partitionKeyLevels: 1,
    compositeIndexes: [],
    isPathIndexed: () => true,
    indexes: [],
    isVisible: () => true,
    sequenceOfRid: () => null,
    scan: (_scope, fromSequence) => documents.slice(fromSequence),
  };
}
