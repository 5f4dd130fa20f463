import { type Groups } from "#local/cosmos/sql/aggregate.ts";
import { type CompiledSelect } from "#local/cosmos/sql/compile-select.ts";
import { DOCUMENT_SLOT, type Frame } from "#local/cosmos/sql/frame.ts";

import { type Work } from "./documents.ts";
import { comparePositions, type Position } from "./position.ts";
import { type StoredDocument, type Value } from "./source.ts";

/** A row of the result before paging; `sizeBytes` is that of the document it was made of. */
export type Row = { readonly position: Position; readonly value: Value; readonly sizeBytes: number };

type Place = { readonly position: Position; readonly document: StoredDocument };

/** Says which rows of the order belong to this page or a later one. */
export type Accepts = (position: Position) => boolean;

export type RowReader = {
  readonly keysOf: (document: StoredDocument) => readonly Value[];
  /** Rows of documents that already come in the order of the query. */
  readonly stream: (documents: Iterable<StoredDocument>, accepts: Accepts) => Iterable<Row>;
  /** Adds every row to its group. */
  readonly fold: (documents: Iterable<StoredDocument>, groups: Groups) => void;
  /** Rows sorted into the order of the query; only the first `atMost` are wanted. */
  readonly sort: (documents: Iterable<StoredDocument>, accepts: Accepts, atMost: number) => Iterable<Row>;
};

/** Rows are cut back to those wanted whenever this many times as many have been gathered. */
const SORT_SLACK = 4;

export function createRowReader(compiled: CompiledSelect, frame: Frame, work: Work): RowReader {
  const { sources, orderBy, project, select } = compiled;
  // A VALUE that is undefined is no row; everything else that can be selected is defined.
  const mayBeUndefined = select.selection.type === "value";

  const load = (document: StoredDocument) => {
    frame.slots[DOCUMENT_SLOT] = document.json;
  };

  const keysOf = (document: StoredDocument) => {
    load(document);
    return orderBy.map((key) => key.evaluate(frame));
  };

  /** Visits the rows of one document; a document with a row counts as loaded. */
  const visitRows = (document: StoredDocument, visit: (position: Position) => void) => {
    let row = 0;
    load(document);
    sources.walk(frame, () => {
      visit({ keys: orderBy.map((key) => key.evaluate(frame)), sequence: document.sequence, row });
      row += 1;
      return true;
    });
    if (row === 0) return;
    work.matched += 1;
    work.sizeBytes += document.sizeBytes;
  };

  const valueAt = ({ document, position }: Place): Value => {
    let row = 0;
    let value: Value;
    load(document);
    sources.walk(frame, () => {
      if (row === position.row) value = project(frame);
      row += 1;
      return row <= position.row;
    });
    return value;
  };

  function* stream(documents: Iterable<StoredDocument>, accepts: Accepts): Generator<Row> {
    for (const document of documents) {
      const rows: Row[] = [];
      visitRows(document, (position) => {
        if (accepts(position)) rows.push({ position, value: project(frame), sizeBytes: document.sizeBytes });
      });
      yield* rows;
    }
  }

  function* sort(documents: Iterable<StoredDocument>, accepts: Accepts, atMost: number): Generator<Row> {
    const places: Place[] = [];
    const order = (left: Place, right: Place) => comparePositions(orderBy, left.position, right.position);
    for (const document of documents) {
      visitRows(document, (position) => {
        if (accepts(position) && !(mayBeUndefined && project(frame) === undefined)) places.push({ position, document });
      });
      if (places.length > SORT_SLACK * atMost + SORT_SLACK) places.sort(order).splice(atMost);
    }
    for (const place of places.sort(order)) {
      yield { position: place.position, value: valueAt(place), sizeBytes: place.document.sizeBytes };
    }
  }

  const fold = (documents: Iterable<StoredDocument>, groups: Groups) => {
    for (const document of documents) visitRows(document, () => groups.add(frame));
  };

  return { keysOf, stream, sort, fold };
}
