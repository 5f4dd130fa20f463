import { type Document } from "./partition.ts";

/** What an accepted operation gives: a status, the item it leaves (null for a delete or a 304), and its charge. */
export type Outcome = {
  readonly status: 200 | 201 | 204 | 304;
  readonly document: Document | null;
  readonly chargeRu: number;
};
