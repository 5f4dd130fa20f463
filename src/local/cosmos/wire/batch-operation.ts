import { type Json } from "#local/cosmos/sql/value.ts";

const OPERATION_KINDS = ["Create", "Upsert", "Replace", "Patch", "Read", "Delete"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What one operation asks for, whichever way it came: alone, in a JSON batch or in a binary one. */
export type Operation = {
  readonly kind: OperationKind;
  /** The item's id; for Create and Upsert the body names it. */
  readonly id: string | null;
  /** The item, or the patch. */
  readonly body: Json | undefined;
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
};

/** An operation inside a batch or bulk body. */
export type BatchOperation = Operation & {
  /** The partition key as JSON text: bulk only, a batch has one for all. */
  readonly partitionKeyText: string | null;
  /** The client does not want the item back. */
  readonly minimal: boolean;
};

/** What became of one operation of a batch. */
export type BatchResult = {
  readonly statusCode: number;
  readonly subStatusCode: number | null;
  readonly etag: string | null;
  /** The item as JSON text. */
  readonly bodyText: string | null;
  readonly retryAfterMs: number | null;
  readonly chargeRu: number;
};

export function isOperationKind(value: unknown): value is OperationKind {
  return OPERATION_KINDS.some((kind) => kind === value);
}
