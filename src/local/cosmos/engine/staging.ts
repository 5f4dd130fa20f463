import { type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { type Container } from "./container.ts";
import { type Document, type LogicalPartition } from "./partition.ts";
import { uniqueValueOf } from "./unique-keys.ts";

/**
 * What the operations of one request would change in one logical partition. They read through it, so an operation of
 * a batch sees the ones before it, and nothing is changed until all of them are accepted.
 */
export class Staging {
  readonly container: Container;
  readonly logical: LogicalPartition;
  /** One for all writes of the request. */
  readonly lsn: number;
  /** What the request's reads are charged by. */
  readonly consistency: ConsistencyLevel;
  readonly #documents = new Map<string, Document | null>();
  readonly #holders = new Map<string, Document | null>();

  constructor(container: Container, logical: LogicalPartition, consistency: ConsistencyLevel) {
    this.consistency = consistency;
    this.container = container;
    this.logical = logical;
    this.lsn = logical.physical.lsn + 1;
  }

  /** The changed items: their new version, or null for a deleted one. */
  get changes(): ReadonlyMap<string, Document | null> {
    return this.#documents;
  }

  find(id: string): Document | null {
    const staged = this.#documents.get(id);
    return staged === undefined ? (this.logical.documents.get(id) ?? null) : staged;
  }

  /** True when another item than `self` holds one of the item's unique values. */
  violatesUniqueKey(document: Document, self: Document | null): boolean {
    return this.container.settings.uniqueKeys.some((key, index) => {
      const holder = this.#holderOf(index, uniqueValueOf(document.json, key));
      return holder !== null && holder.id !== self?.id;
    });
  }

  put(document: Document): void {
    this.#release(document.id);
    this.#documents.set(document.id, document);
    this.container.settings.uniqueKeys.forEach((key, index) => {
      this.#holders.set(holderKey(index, uniqueValueOf(document.json, key)), document);
    });
  }

  remove(id: string): void {
    this.#release(id);
    this.#documents.set(id, null);
  }

  #release(id: string): void {
    const previous = this.container.settings.uniqueKeys.length === 0 ? null : this.find(id);
    if (previous === null) return;
    this.container.settings.uniqueKeys.forEach((key, index) => {
      this.#holders.set(holderKey(index, uniqueValueOf(previous.json, key)), null);
    });
  }

  #holderOf(index: number, value: string): Document | null {
    const staged = this.#holders.get(holderKey(index, value));
    return staged === undefined ? (this.logical.uniqueHolders[index]?.get(value) ?? null) : staged;
  }
}

const holderKey = (index: number, value: string): string => `${index}:${value}`;
