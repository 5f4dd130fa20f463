import { uniqueValueOf } from "./unique-keys.ts";
import { type Container } from "./container.ts";
import { type Document } from "./partition.ts";

/** When the item's time is over: with the end of its last second, so that it never goes too early. */
function expiryMs(container: Container, document: Document): number | null {
  const { defaultTtlS } = container.settings;
  if (defaultTtlS === null) return null;
  const own = document.json["ttl"];
  const ttlS = typeof own === "number" && Number.isInteger(own) ? own : defaultTtlS;
  return ttlS > 0 ? (document.timestampS + ttlS + 1) * 1000 : null;
}

/** Enters a version into the lists that only it appears in: the change feed, the ordered indexes, the unique keys, the expiries. */
export function enterVersion(container: Container, document: Document): void {
  const { logical } = document;
  const { physical } = logical;
  physical.byLsn.append(document);
  for (const index of physical.indexes) index.add(document, logical.values);
  container.settings.uniqueKeys.forEach((key, at) => {
    logical.uniqueHolders[at]?.set(uniqueValueOf(document.json, key), document);
  });
  const atMs = expiryMs(container, document);
  if (atMs !== null) physical.expiries.add(document, atMs);
}

/** Takes a version that is past out of the same lists. */
function leaveVersion(container: Container, document: Document): void {
  const { logical } = document;
  document.isCurrent = false;
  logical.physical.byLsn.noteDead();
  for (const index of logical.physical.indexes) index.remove(document, logical.values);
  container.settings.uniqueKeys.forEach((key, at) => {
    const holders = logical.uniqueHolders[at];
    const value = uniqueValueOf(document.json, key);
    if (holders?.get(value) === document) holders.delete(value);
  });
}

/** Puts a new item into its partitions. */
export function insertDocument(container: Container, document: Document): void {
  const { logical } = document;
  container.logicals.set(logical.keyText, logical);
  logical.documents.set(document.id, document);
  logical.bySequence.append(document);
  logical.physical.bySequence.append(document);
  enterVersion(container, document);
}

/** Puts a new version of an item into the place of the old one. */
export function replaceDocument(container: Container, old: Document, document: Document): void {
  const { logical } = document;
  leaveVersion(container, old);
  logical.documents.set(document.id, document);
  logical.bySequence.replace(document);
  logical.physical.bySequence.replace(document);
  enterVersion(container, document);
}

export function removeDocument(container: Container, document: Document): void {
  const { logical } = document;
  leaveVersion(container, document);
  logical.documents.delete(document.id);
  logical.bySequence.noteDead();
  logical.physical.bySequence.noteDead();
  // An empty partition is forgotten: where every key holds one item (a job's run), they would pile up without end.
  if (logical.documents.size === 0) container.logicals.delete(logical.keyText);
}
