import { createOrderedIndex } from "#local/cosmos/query/ordered-index.ts";
import { type Container, newLsnList, newSequenceList } from "./container.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import { type Document, type PhysicalPartition } from "./partition.ts";
import { enterVersion } from "./place.ts";

function reset(container: Container, physical: PhysicalPartition): void {
  const { settings } = container;
  physical.bySequence = newSequenceList();
  physical.byLsn = newLsnList();
  physical.expiries = new ExpiryQueue();
  physical.indexes = settings.orderedIndexes.map((columns) => createOrderedIndex(columns, settings.keyPaths.length));
}

/**
 * Makes every list and index of a container anew from the items that its logical partitions hold: after the log was
 * replayed, and after its definition has changed.
 */
export function rebuildPartitions(container: Container): void {
  for (const physical of container.partitions) reset(container, physical);
  const documents: Document[] = [];
  for (const logical of container.logicals.values()) {
    for (const holders of logical.uniqueHolders) holders.clear();
    logical.bySequence = newSequenceList();
    documents.push(...logical.documents.values());
  }
  documents.sort((a, b) => a.sequence - b.sequence);
  for (const document of documents) {
    document.logical.bySequence.append(document);
    document.logical.physical.bySequence.append(document);
  }
  // The change feed's order; the writes of one batch, which share an LSN, keep the order of their sequences.
  documents.sort((a, b) => a.lsn - b.lsn || a.sequence - b.sequence);
  for (const document of documents) enterVersion(container, document);
}
