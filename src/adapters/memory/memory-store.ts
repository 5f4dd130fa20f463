import { type ContainerName } from "#application/ports/collections.ts";
import { type Query } from "#application/ports/query.ts";
import { type CommitResult, type Conflict, type Store, type Touch } from "#application/ports/store.ts";
import { at, compareBy, matches } from "#adapters/memory/evaluate-query.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version } from "#domain/version.ts";

type Json = { readonly [key: string]: unknown };
type Row = { readonly json: Json; readonly version: Version; readonly sequence: number; readonly partition: string };

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
    const before = rows.get(key)?.json ?? null;
    if (json === null) rows.delete(key);
    else rows.set(key, { json, version: versionOf(++sequence), sequence, partition });
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
    read: (collection, partition, id) => {
      const row = rowsOf(collection.container).get(keyOf(partition, id));
      return Promise.resolve(
        row === undefined ? null : { value: collection.schema.parse(row.json), version: row.version },
      );
    },
    query: (collection, query) => {
      const found = select([...rowsOf(collection.container).values()], query);
      const items = found.rows.map(({ json, version }) => ({ value: collection.schema.parse(json), version }));
      return Promise.resolve({ items, nextCursor: found.nextCursor });
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

/** The cursor is an offset: a page may repeat a row when others are inserted in between, and the port allows that. */
function select(
  rows: readonly Row[],
  query: Query,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const found = rows
    .filter(
      (row) =>
        (query.partition === null || row.partition === query.partition) &&
        query.where.every((each) => matches(row.json, each)),
    )
    .toSorted((a, b) => compareBy(query.orderBy ?? [], a.json, b.json) || a.sequence - b.sequence);
  const start = query.cursor == null ? 0 : Number(query.cursor);
  const page = found.slice(start, start + query.limit);
  return { rows: page, nextCursor: start + query.limit < found.length ? String(start + query.limit) : null };
}
