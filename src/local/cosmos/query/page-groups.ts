import { type Grouping, Groups, slotsWithout } from "#local/cosmos/sql/aggregate.ts";
import { canonicalText } from "#local/cosmos/sql/compare.ts";
import { readWindow } from "#local/cosmos/sql/row-window.ts";

import { documentsInAnyOrder, documentsInSequence } from "./documents.ts";
import { createRowReader } from "./rows.ts";
import { type Page, type Running } from "./running.ts";
import { type Json } from "./source.ts";

/**
 * One page of grouped rows. Groups are made anew for each page, in the order in which each first appears; documents
 * that are added later have later places, so a group that was handed out does not move.
 */
export function pageGroups({ compiled, frame, access, start, maxItemCount }: Running, grouping: Grouping): Page {
  const groups = new Groups(grouping, slotsWithout(frame, compiled.sources.slots));
  // Groups are ordered by their first documents; a single one is not.
  const documents = grouping.keys.length === 0 ? documentsInAnyOrder(access) : documentsInSequence(access, 0);
  createRowReader(compiled, frame, access.work).fold(documents, groups);
  const seen = new Set<string>();
  const rows: Json[] = [];
  for (const value of groups.results(frame, compiled.project)) {
    const text = compiled.select.distinct ? canonicalText(value) : "";
    if (value !== undefined && !seen.has(text)) rows.push(value);
    if (compiled.select.distinct) seen.add(text);
  }
  const { offset, limit } = readWindow(compiled.counts, frame);
  const wanted = rows.slice(offset, offset + limit);
  const from = start?.groups ?? 0;
  const until = from + maxItemCount;
  const next = until < wanted.length ? { after: null, groups: until, left: null, newest: 0 } : null;
  return { documents: wanted.slice(from, until), next };
}
