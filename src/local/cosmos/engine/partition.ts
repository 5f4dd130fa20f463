import { type TokenBucket } from "#local/cosmos/charge/token-bucket.ts";
import { type PartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { type OrderedIndex, type StoredDocument } from "#local/cosmos/query/source.ts";
import { type DocumentList } from "./document-list.ts";
import { type ExpiryQueue } from "./expiry-queue.ts";
import { type Version } from "./version-history.ts";

/** One version of an item. It never changes; a write makes a new one and says here that this one is past. */
export type Document = StoredDocument & {
  readonly id: string;
  readonly etag: string;
  /** Its JSON, as it is answered and logged: serialised once. */
  readonly text: string;
  /** The place of the write that made it in its physical partition's history; a batch has one for all its writes. */
  readonly lsn: number;
  readonly timestampS: number;
  readonly logical: LogicalPartition;
  isCurrent: boolean;
};

/** All items of one partition key. */
export type LogicalPartition = {
  /** The key as canonical JSON text, `{}` for a missing level. */
  readonly keyText: string;
  readonly values: readonly PartitionKeyValue[];
  readonly effectiveKey: string;
  readonly physical: PhysicalPartition;
  readonly documents: Map<string, Document>;
  bySequence: DocumentList;
  /** For each unique key of the container: the values, as text, and who holds them. */
  readonly uniqueHolders: readonly Map<string, Document>[];
};

/** One slice of the hash space: what a partition key range names. */
export type PhysicalPartition = {
  readonly index: number;
  readonly id: string;
  readonly min: string;
  readonly max: string;
  /** The last write, and the last one that is on disk: an answer that shows or hides by a later one waits. */
  lsn: number;
  durableLsn: number;
  bySequence: DocumentList;
  /** The change feed: current versions in the order of their writes. */
  byLsn: DocumentList;
  /** Every change, where the container keeps them: the feed of all versions and deletes. */
  readonly versions: Version[];
  indexes: readonly OrderedIndex[];
  expiries: ExpiryQueue;
  readonly bucket: TokenBucket;
};
