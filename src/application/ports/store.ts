import { type Collection, type ContainerName } from "#application/ports/collections.ts";
import { type Query, type QueryPage } from "#application/ports/query.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Versioned } from "#domain/version.ts";

/** Why a batch did not take effect: the first write that met something else than it expected. Nothing was written. */
export type Conflict = { readonly index: number; readonly why: "exists" | "stale" | "missing" };
export type CommitResult = { readonly ok: true } | { readonly ok: false; readonly conflict: Conflict };

type ReadOptions = {
  /** `eventual` halves the price and may be late: for idle polls only. */
  readonly consistency?: "strong" | "eventual";
};

/**
 * The one place where state rests. Every method may throw StoreUnavailable; after a commit or a touch that means the
 * outcome is unknown, never that it failed.
 */
export type Store = {
  read<T>(
    collection: Collection<T>,
    partition: string,
    id: string,
    options?: ReadOptions,
  ): Promise<Versioned<T> | null>;
  /** Rejects with CursorRefused for a cursor that it did not give. */
  query<T>(collection: Collection<T>, query: Query): Promise<QueryPage<Versioned<T>>>;
  /** One transactional batch in one partition: all of it or nothing. At most 100 writes; may reject with ContentTooLarge. */
  commit(container: ContainerName, partition: string, writes: readonly Write[]): Promise<CommitResult>;
  /**
   * PR4: sets one number where the conditions hold at the instant of the write, without a read.
   * False when the document is gone or the conditions do not hold.
   */
  touch<T>(collection: Collection<T>, partition: string, id: string, touch: Touch): Promise<boolean>;
};

export type Touch = {
  readonly path: string;
  readonly value: number;
  readonly when: readonly { readonly path: string; readonly equals: string | number }[];
};

/** The store did not answer, or not in time. Nothing follows from it: the caller asks again with the same ids. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly retryAfterMs: number;
  constructor(why: string, retryAfterMs: number) {
    super(why);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The cursor is none that a page of this query gave: the fault of whoever sent it, not of the store. */
export class CursorRefused extends Error {
  override readonly name = "CursorRefused";
}

/** The documents of a batch are more than the store takes: the fault of whoever sent their content. */
export class ContentTooLarge extends Error {
  override readonly name = "ContentTooLarge";
}
