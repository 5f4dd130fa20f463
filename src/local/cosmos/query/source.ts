import { type Json, type JsonObject, type Value } from "#local/cosmos/sql/value.ts";

export type { Json, JsonObject, Value };

/** A document as the storage engine keeps it. */
export type StoredDocument = {
  /** Its place in `_rid` order: unique in the container, given at creation, kept by a replace, rising with every create. */
  readonly sequence: number;
  /** The whole document with its system properties (`_rid`, `_etag`, `_ts`, `_self`). */
  readonly json: JsonObject;
  readonly sizeBytes: number;
};

/** A partition key, one value a level; `undefined` stands for a level that the document does not have. */
export type PartitionKey = readonly Value[];

/** The documents that a query is about: one partition key, everything below a hierarchical prefix, or (null) everything. */
export type Scope = { readonly partitionKey: PartitionKey | null };

/** One column of an index: the path without slashes (`/lease/epoch` is `["lease", "epoch"]`). */
export type IndexColumn = { readonly path: readonly string[]; readonly descending: boolean };

/** One end of a range of values. */
export type Bound = { readonly value: Value; readonly inclusive: boolean };

/** Where a walk takes up: the values of the first columns, and the sequence when every column is given. */
export type WalkStart = { readonly columns: readonly Value[]; readonly sequence: number | null };

/** What a walk visits: entries whose first columns equal `equalPrefix`, the next column being within the bounds. */
export type WalkRange = {
  readonly equalPrefix: readonly Value[];
  readonly lower?: Bound;
  readonly upper?: Bound;
  /** Entries before it (in the direction of the walk) are left out. */
  readonly from?: WalkStart;
};

/**
 * An ordered index of the documents of one physical partition. The engine makes one with `createOrderedIndex`
 * (ordered-index.ts) for each declared composite index and each explicitly included single path, and feeds it.
 */
export type OrderedIndex = {
  readonly columns: readonly IndexColumn[];
  add(document: StoredDocument, partitionKey: PartitionKey): void;
  /** Takes the very version that was added; false when it is not there. */
  remove(document: StoredDocument, partitionKey: PartitionKey): boolean;
  readonly size: number;
  /** Every partition key below the prefix that has an entry, in order. */
  partitions(prefix: PartitionKey): Iterable<PartitionKey>;
  /** The documents of one whole partition key in the order of the columns, equal ones by sequence. */
  walk(scope: { readonly partitionKey: PartitionKey }, range: WalkRange, reverse: boolean): Iterable<StoredDocument>;
};

/** What the container's indexing policy says about ORDER BY. */
export type IndexingRules = {
  readonly compositeIndexes: readonly (readonly IndexColumn[])[];
  /** False for a path that the policy excludes: the service refuses to order by it. */
  isPathIndexed(path: readonly string[]): boolean;
};

/** The documents of ONE physical partition (or, for a prefix of a hierarchical key, of several, then without indexes). */
export type DocumentSource = IndexingRules & {
  readonly partitionKeyLevels: number;
  /** Ascending by sequence, beginning with the first one that is not below `fromSequence`; expired ones left out. */
  scan(scope: Scope, fromSequence: number): Iterable<StoredDocument>;
  readonly indexes: readonly OrderedIndex[];
  /** False for what an index still holds but this request may not see (expired, or outside a slice of the hash range). */
  isVisible(document: StoredDocument): boolean;
  /** The place in `_rid` order that a `_rid` names, or null when it is not one of a document. */
  sequenceOfRid(rid: string): number | null;
};

export type QueryRequest = {
  readonly text: string;
  /** `parameters` of the request's body as it came: `[{ name: "@x", value }]`. */
  readonly parameters: Json | undefined;
  /** `resumeFilter` of the request's body as it came. */
  readonly resumeFilter: Json | undefined;
  /** What the request's x-ms-continuation says, or null on the first page. */
  readonly continuation: string | null;
  /** Rows in one page, at least 1. */
  readonly maxItemCount: number;
  readonly scope: Scope;
  readonly source: DocumentSource;
  /** The physical partition the source stands for; a continuation is valid only where it was given. */
  readonly partitionRangeId: string;
  readonly nowMs: number;
};

export type QueryPage = {
  readonly documents: readonly Json[];
  readonly continuation: string | null;
  readonly work: {
    /** Documents looked at. */
    readonly scanned: number;
    /** Documents that satisfied the filter and were loaded, and their size: what a request is charged for. */
    readonly matched: number;
    readonly sizeBytes: number;
    /** Rows in this page. */
    readonly returned: number;
  };
};

/** Runs one page of a query (run-query.ts). Throws `SqlError` (status 400) for what the service refuses. */
export type RunQuery = (request: QueryRequest) => QueryPage;

/** One slice of the hash range, as the service writes it in a query plan. */
export type QueryRange = {
  readonly min: string;
  readonly max: string;
  readonly isMinInclusive: boolean;
  readonly isMaxInclusive: boolean;
};

type QueryPlanRequest = {
  readonly text: string;
  readonly parameters: Json | undefined;
  readonly indexing: IndexingRules;
  readonly queryRanges: readonly QueryRange[];
};

/** The JSON that an SDK expects for x-ms-cosmos-is-query-plan-request (query-plan.ts). Throws `SqlError` like RunQuery. */
export type MakeQueryPlan = (request: QueryPlanRequest) => Json;
