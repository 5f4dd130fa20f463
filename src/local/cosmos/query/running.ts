import { type CompiledSelect } from "#local/cosmos/sql/compile-select.ts";
import { type Frame } from "#local/cosmos/sql/frame.ts";

import { type Access } from "./documents.ts";
import { type PageStart } from "./page-token.ts";
import { type ResumeFilter } from "./resume-filter.ts";
import { type Json } from "./source.ts";

/** A query that is being answered. */
export type Running = {
  readonly compiled: CompiledSelect;
  readonly frame: Frame;
  readonly access: Access;
  /** Null on the first page. */
  readonly start: PageStart | null;
  readonly resume: ResumeFilter | null;
  readonly maxItemCount: number;
};

export type Page = {
  readonly documents: readonly Json[];
  /** Where the next page begins, or null when there is none. */
  readonly next: PageStart | null;
};
