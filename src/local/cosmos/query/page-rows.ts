import { canonicalText } from "#local/cosmos/sql/compare.ts";
import { readWindow } from "#local/cosmos/sql/row-window.ts";

import { documentsInAnyOrder, documentsInOrder, documentsInSequence, orderedChoice } from "./documents.ts";
import { comparePositions, type Position } from "./position.ts";
import { isBeforeResume } from "./resume-filter.ts";
import { type Accepts, createRowReader, type Row } from "./rows.ts";
import { type Page, type Running } from "./running.ts";
import { type Json } from "./source.ts";

/** What the rows of one page were made of; a page with one row may be larger. */
const PAGE_SIZE_MAX_BYTES = 4 * 1024 * 1024;

/** True for rows that earlier pages handed out, or passed over. */
const isPassed = ({ start, compiled }: Running, position: Position): boolean =>
  start !== null && start.after !== null && comparePositions(compiled.orderBy, position, start.after) <= 0;

function rowsInOrder(running: Running, accepts: Accepts, atMost: number): Iterable<Row> {
  const { compiled, frame, access, start, resume } = running;
  const { orderBy, select } = compiled;
  const reader = createRowReader(compiled, frame, access.work);
  // DISTINCT must know the rows of the pages before, so it begins at the beginning each time.
  const after = select.distinct ? null : (start?.after ?? null);
  if (orderBy.length === 0) {
    return reader.stream(documentsInSequence(access, after === null ? 0 : after.sequence), accepts);
  }
  const ordered = select.distinct ? null : orderedChoice(access);
  if (ordered !== null) {
    const read = { orders: orderBy, keysOf: reader.keysOf, start: after ?? resume };
    return reader.stream(documentsInOrder(access, ordered, read), accepts);
  }
  return reader.sort(documentsInAnyOrder(access), accepts, atMost);
}

/** Lets each value through once. What earlier pages handed out is known by what was there when the first one was made. */
function createDistinct(running: Running, newest: () => number): (row: Row) => boolean {
  const { compiled } = running;
  const seen = new Set<string>();
  return ({ position, value }) => {
    const text = canonicalText(value);
    if (seen.has(text)) return false;
    const passed = isPassed(running, position);
    // A row that was put in later, before where we are, was never handed out and must not hide one that is to come.
    // Without an ORDER BY nothing is put in before where we are.
    if (!passed || compiled.orderBy.length === 0 || position.sequence <= newest()) seen.add(text);
    return !passed;
  };
}

type Taken = { readonly documents: readonly Json[]; readonly last: Position | null; readonly more: boolean };

/** Takes up to `count` rows after the first `skip`, and says whether there is one more. */
function take(rows: Iterable<Row>, skip: number, count: { readonly page: number; readonly all: number }): Taken {
  const documents: Json[] = [];
  let last: Position | null = null;
  let toSkip = skip;
  let pageBytes = 0;
  for (const { value, position, sizeBytes } of rows) {
    if (value === undefined) continue;
    const tooLarge = documents.length > 0 && pageBytes + sizeBytes > PAGE_SIZE_MAX_BYTES;
    if (toSkip > 0) toSkip -= 1;
    else if (documents.length === count.page || tooLarge) return { documents, last, more: true };
    else {
      pageBytes += sizeBytes;
      documents.push(value);
      last = position;
      // The last row that is wanted at all: whether there are others is not looked into.
      if (documents.length === count.all) break;
    }
  }
  return { documents, last, more: false };
}

function* newRows(rows: Iterable<Row>, isNew: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (row.value !== undefined && isNew(row)) yield row;
}

/** One page of rows that are not grouped. The next page begins after a row and not after a count. */
export function pageRows(running: Running): Page {
  const { compiled, frame, start, resume, maxItemCount } = running;
  const { distinct } = compiled.select;
  const window = readWindow(compiled.counts, frame);
  const skip = start === null ? window.offset : 0;
  const left = start?.left ?? window.limit;
  if (left === 0) return { documents: [], next: null };
  let newest = start?.newest ?? 0;
  const accepts: Accepts = (position) => {
    if (start === null) newest = Math.max(newest, position.sequence);
    if (resume !== null && isBeforeResume(resume, compiled.orderBy, position)) return false;
    return distinct || !isPassed(running, position);
  };
  const atMost = distinct ? Number.POSITIVE_INFINITY : skip + Math.min(maxItemCount, left) + 1;
  const rows = rowsInOrder(running, accepts, atMost);
  const wanted = distinct
    ? newRows(
        rows,
        createDistinct(running, () => newest),
      )
    : rows;
  const { documents, last, more } = take(wanted, skip, { page: maxItemCount, all: left });
  const rest = Number.isFinite(left) ? left - documents.length : null;
  return { documents, next: more ? { after: last, groups: 0, left: rest, newest } : null };
}
