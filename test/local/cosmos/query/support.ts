import { createOrderedIndex } from "#local/cosmos/query/ordered-index.ts";
import { runQuery } from "#local/cosmos/query/run-query.ts";
import {
  type DocumentSource,
  type IndexColumn,
  type Json,
  type JsonObject,
  type PartitionKey,
  type QueryPage,
  type StoredDocument,
} from "#local/cosmos/query/source.ts";

export const NOW_MS = 1_800_000_000_000;

export const columns = (...paths: readonly string[]): readonly IndexColumn[] =>
  paths.map((path) => ({
    path: path
      .replace(/^-/, "")
      .split("/")
      .filter((name) => name !== ""),
    descending: path.startsWith("-"),
  }));

/** A partition in memory, fed as the storage engine feeds one. Indexes are given as lists of paths; `-/a` descends. */
export class TestPartition implements DocumentSource {
  readonly #documents = new Map<number, { readonly document: StoredDocument; readonly partitionKey: PartitionKey }>();
  readonly #keyOf: (json: JsonObject) => PartitionKey;
  readonly indexes;
  readonly compositeIndexes;
  readonly partitionKeyLevels: number;
  excluded: readonly string[] = [];
  hidden = new Set<number>();
  #next = 1;

  constructor(
    options: {
      readonly indexes?: readonly (readonly string[])[];
      readonly keyOf?: (json: JsonObject) => PartitionKey;
      readonly levels?: number;
    } = {},
  ) {
    this.partitionKeyLevels = options.levels ?? 1;
    this.#keyOf = options.keyOf ?? ((json) => [json["pk"]]);
    const definitions = (options.indexes ?? []).map((paths) => columns(...paths));
    this.compositeIndexes = definitions.filter((definition) => definition.length > 1);
    this.indexes = definitions.map((definition) => createOrderedIndex(definition, this.partitionKeyLevels));
  }

  isPathIndexed(path: readonly string[]): boolean {
    return !this.excluded.includes(`/${path.join("/")}`);
  }

  isVisible(document: StoredDocument): boolean {
    return !this.hidden.has(document.sequence);
  }

  sequenceOfRid(rid: string): number | null {
    return /^r\d+$/.test(rid) ? Number(rid.slice(1)) : null;
  }

  *scan({ partitionKey }: { readonly partitionKey: PartitionKey | null }, fromSequence: number) {
    for (const entry of this.#documents.values()) {
      const inside = partitionKey === null || partitionKey.every((value, level) => entry.partitionKey[level] === value);
      if (inside && entry.document.sequence >= fromSequence && this.isVisible(entry.document)) yield entry.document;
    }
  }

  put(json: JsonObject, sizeBytes = 100): number {
    const sequence = this.#next;
    this.#next += 1;
    const document = { sequence, json: { ...json, _rid: `r${sequence}` }, sizeBytes };
    const partitionKey = this.#keyOf(json);
    this.#documents.set(sequence, { document, partitionKey });
    for (const index of this.indexes) index.add(document, partitionKey);
    return sequence;
  }

  remove(sequence: number): void {
    const entry = this.#documents.get(sequence);
    if (entry === undefined) return;
    this.#documents.delete(sequence);
    for (const index of this.indexes) index.remove(entry.document, entry.partitionKey);
  }

  page(text: string, options: Partial<Parameters<typeof runQuery>[0]> = {}): QueryPage {
    return runQuery({
      text,
      parameters: undefined,
      resumeFilter: undefined,
      continuation: null,
      maxItemCount: 1000,
      scope: { partitionKey: null },
      source: this,
      partitionRangeId: "0",
      nowMs: NOW_MS,
      ...options,
    });
  }

  /** All rows of a query, page by page; `between` runs after each page. */
  rows(text: string, options: Partial<Parameters<typeof runQuery>[0]> = {}, between: () => void = () => {}): Json[] {
    const rows: Json[] = [];
    let continuation: string | null = null;
    do {
      const page: QueryPage = this.page(text, { ...options, continuation });
      rows.push(...page.documents);
      continuation = page.continuation;
      if (continuation !== null) between();
    } while (continuation !== null);
    return rows;
  }
}
