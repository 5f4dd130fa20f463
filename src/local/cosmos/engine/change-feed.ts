import { MISS_CHARGE_RU, readCharge, roundRu } from "#local/cosmos/charge/charge.ts";
import { PAGE_SIZE_MAX_BYTES } from "#local/cosmos/limits.ts";
import { type Container } from "./container.ts";
import { type HashSlice, isInSlice } from "./document-source.ts";
import { type Document, type PhysicalPartition } from "./partition.ts";

export type ChangeFeedRequest = {
  readonly container: Container;
  readonly physical: PhysicalPartition;
  /** Only one partition key's changes, or null. */
  readonly keyText: string | null;
  readonly slice: HashSlice;
  /** The LSN to go on after. */
  readonly afterLsn: number;
  /** Only what was written after this time, in seconds; null for no such limit. */
  readonly afterTimestampS: number | null;
  readonly maxItemCount: number;
};

type ChangeFeedPage = {
  readonly documents: readonly Document[];
  /** Where the next page begins: everything up to here was given or is of no interest. */
  readonly continuationLsn: number;
  readonly chargeRu: number;
};

function isWanted(request: ChangeFeedRequest, document: Document): boolean {
  const { keyText, slice, afterTimestampS } = request;
  const { logical } = document;
  return (
    (keyText === null || logical.keyText === keyText) &&
    isInSlice(logical.effectiveKey, slice) &&
    (afterTimestampS === null || document.timestampS > afterTimestampS)
  );
}

/**
 * The next changes, oldest first: of every item its latest version. A page ends only between two LSNs, so that the
 * writes of one batch are never torn apart.
 *
 * Whoever answers it waits first until everything up to the partition's LSN is on disk. Leaving out what is not would
 * not do: a write that a crash takes back hides the version before it, and a reader that has gone on would never see
 * either.
 */
export function readChangeFeed(request: ChangeFeedRequest): ChangeFeedPage {
  const { physical, afterLsn, maxItemCount } = request;
  const documents: Document[] = [];
  let sizeBytes = 0;
  let chargeRu = 0;
  let continuationLsn = afterLsn;
  for (const document of physical.byLsn.walk(afterLsn + 1)) {
    const isFull = documents.length >= maxItemCount || sizeBytes >= PAGE_SIZE_MAX_BYTES;
    if (isFull && document.lsn !== continuationLsn) {
      return { documents, continuationLsn, chargeRu: roundRu(chargeRu) };
    }
    continuationLsn = document.lsn;
    if (!isWanted(request, document)) continue;
    documents.push(document);
    sizeBytes += document.sizeBytes;
    chargeRu += readCharge(document.sizeBytes);
  }
  return {
    documents,
    continuationLsn: Math.max(continuationLsn, physical.lsn),
    chargeRu: documents.length === 0 ? MISS_CHARGE_RU : roundRu(chargeRu),
  };
}
