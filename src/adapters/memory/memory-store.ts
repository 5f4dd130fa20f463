import { type ContainerName } from "#application/ports/collections.ts";
import * as z from "zod";
import { type OrderBy, type Query } from "#application/ports/query.ts";
import { type CommitResult, type Conflict, CursorRefused, type Store, type Touch } from "#application/ports/store.ts";
import { at, compare, matches } from "#adapters/memory/evaluate-query.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version } from "#domain/version.ts";

type Json = { readonly [key: string]: unknown };
type Row = {
  readonly json: Json;
  readonly version: Version;
  readonly sequence: number;
  /** The sequence of its creation: where rows are equal in an order, a later change moves none of them. */
  readonly born: number;
  readonly partition: string;
};

/** What a test may watch: every batch that took effect, at the instant when it did. */
export type Committed = {
  readonly container: ContainerName;
  readonly partition: string;
  readonly before: Json | null;
  readonly after: Json | null;
};
export type MemoryStore = Store & {
  onWrite(listener: (committed: Committed) => void): void;
  /** Every document of a container, as it stands. */
  all(container: ContainerName): readonly Json[];
  /** The documents of a container that were written after a sequence number: a latest-version change feed. */
  changes(
    container: ContainerName,
    after: number,
    limit: number,
  ): { readonly docs: readonly Json[]; readonly last: number };
};

/** A store in memory that keeps every promise of the port. Each operation is atomic; documents are copied in and out. */
export function createMemoryStore(): MemoryStore {
  const containers = new Map<ContainerName, Map<string, Row>>();
  const listeners: ((committed: Committed) => void)[] = [];
  let sequence = 0;
  const rowsOf = (container: ContainerName): Map<string, Row> => {
    const rows = containers.get(container) ?? new Map<string, Row>();
    containers.set(container, rows);
    return rows;
  };
  const keyOf = (partition: string, id: string): string => `${partition}\n${id}`;
  const put = (container: ContainerName, partition: string, id: string, json: Json | null): void => {
    const rows = rowsOf(container);
    const key = keyOf(partition, id);
    const known = rows.get(key);
    const before = known?.json ?? null;
    if (json === null) rows.delete(key);
    else {
      sequence += 1;
      rows.set(key, { json, version: versionOf(sequence), sequence, born: known?.born ?? sequence, partition });
    }
    for (const listener of listeners) listener({ container, partition, before, after: json });
  };
  const conflictOf = (container: ContainerName, partition: string, writes: readonly Write[]): Conflict | null => {
    const rows = rowsOf(container);
    for (const [index, write] of writes.entries()) {
      const row = rows.get(keyOf(partition, write.kind === "delete" ? write.id : write.doc.id));
      if (write.kind === "create" && row !== undefined) return { index, why: "exists" };
      if (write.kind !== "create" && row === undefined) return { index, why: "missing" };
      if (write.kind === "replace" && row?.version !== write.expected) return { index, why: "stale" };
    }
    return null;
  };
  return {
    read: async (collection, partition, id) => {
      const row = rowsOf(collection.container).get(keyOf(partition, id));
      return row === undefined ? null : { value: collection.schema.parse(row.json), version: row.version };
    },
    query: async (collection, query) => {
      const found = select([...rowsOf(collection.container).values()], query);
      const items = found.rows.map(({ json, version }) => ({ value: collection.schema.parse(json), version }));
      return { items, nextCursor: found.nextCursor };
    },
    commit: (container, partition, writes) => {
      const conflict = conflictOf(container, partition, writes);
      if (conflict !== null) return Promise.resolve<CommitResult>({ ok: false, conflict });
      for (const write of writes) {
        if (write.kind === "delete") put(container, partition, write.id, null);
        else put(container, partition, write.doc.id, copy(write.doc));
      }
      return Promise.resolve<CommitResult>({ ok: true });
    },
    touch: (collection, partition, id, touch) => {
      const row = rowsOf(collection.container).get(keyOf(partition, id));
      if (row === undefined || touch.when.some(({ path, equals }) => at(row.json, path) !== equals))
        return Promise.resolve(false);
      put(collection.container, partition, id, withNumber(row.json, touch));
      return Promise.resolve(true);
    },
    onWrite: (listener) => void listeners.push(listener),
    all: (container) => [...rowsOf(container).values()].map(({ json }) => json),
    changes: (container, after, limit) => {
      const rows = [...rowsOf(container).values()]
        .filter((row) => row.sequence > after)
        .toSorted((a, b) => a.sequence - b.sequence);
      const page = rows.slice(0, limit);
      return { docs: page.map(({ json }) => json), last: page.at(-1)?.sequence ?? after };
    },
  };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a store mints versions
const versionOf = (sequence: number): Version => `v${sequence}` as Version;

/** Written once, given out as it is: what a reader gets was parsed from it, and so is a copy of its own. */
function copy(value: object): Json {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyMember(member)]));
}

function copyMember(member: unknown): unknown {
  if (typeof member !== "object" || member === null) return member;
  return Array.isArray(member) ? member.map(copyMember) : copy(member);
}

function withNumber(json: Json, { path, value }: Touch): Json {
  const next = copy(json);
  const names = path.split(".");
  const last = names.pop() ?? "";
  const parent = names.length === 0 ? next : at(next, names.join("."));
  if (typeof parent === "object" && parent !== null) Reflect.set(parent, last, value);
  return next;
}

/** The rows of one page. The cursor is the place of its last row, so that what comes in between moves nothing. */
function select(
  rows: readonly Row[],
  query: Query,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const order = query.orderBy ?? [];
  const after = query.cursor == null ? null : readPlace(query.cursor, order);
  const found = rows
    .filter(
      (row) =>
        (query.partition === null || row.partition === query.partition) &&
        query.where.every((each) => matches(row.json, each)),
    )
    .map((row) => ({ row, place: placeOf(row, order) }))
    .filter(({ place }) => after === null || comparePlaces(order, place, after) > 0)
    .toSorted((a, b) => comparePlaces(order, a.place, b.place));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const isLast = last === undefined || page.length === found.length;
  return { rows: page.map(({ row }) => row), nextCursor: isLast ? null : JSON.stringify(last.place) };
}

/** Where a row stands in an order: its sort keys (each a list of one value or, where there is none, of none), and its birth. */
const Place = z.tuple([z.array(z.array(z.unknown()).max(1)), z.int()]);
type Place = z.infer<typeof Place>;

function placeOf(row: Row, order: readonly OrderBy[]): Place {
  const keys = order.map(({ path }) => at(row.json, path));
  return [keys.map((key) => (key === undefined ? [] : [key])), row.born];
}

function readPlace(cursor: string, order: readonly OrderBy[]): Place {
  try {
    const place = Place.parse(JSON.parse(cursor));
    if (place[0].length === order.length) return place;
  } catch {
    // It is refused below, as one of another order is.
  }
  throw new CursorRefused("No page gave this cursor.");
}

function comparePlaces(order: readonly OrderBy[], [a, aBorn]: Place, [b, bBorn]: Place): number {
  for (const [index, { direction }] of order.entries()) {
    const sign = compare(a[index]?.[0], b[index]?.[0]);
    if (sign !== 0) return direction === "asc" ? sign : -sign;
  }
  return aBorn - bBorn;
}
