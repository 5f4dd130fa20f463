import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { type Document, type PhysicalPartition } from "./partition.ts";

export const VERSION_OPERATIONS = ["create", "replace", "delete"] as const;

/** One change of an item as the feed of all versions and deletes tells it. */
export type Version = {
  readonly lsn: number;
  readonly timestampS: number;
  readonly operation: (typeof VERSION_OPERATIONS)[number];
  readonly keyText: string;
  readonly effectiveKey: string;
  readonly current: JsonObject | null;
  readonly previous: JsonObject | null;
};

/** What a write made of one item: `next` is null for a delete, `previous` for a create. */
export type Change =
  | { readonly previous: Document | null; readonly next: Document }
  | { readonly previous: Document; readonly next: null };

function versionOf({ previous, next }: Change, lsn: number, timestampS: number): Version {
  const { logical } = next ?? previous;
  return {
    lsn,
    timestampS,
    operation: next === null ? "delete" : previous === null ? "create" : "replace",
    keyText: logical.keyText,
    effectiveKey: logical.effectiveKey,
    current: next?.json ?? null,
    previous: previous?.json ?? null,
  };
}

/** Adds a write's changes to the history of its partition and forgets what is older than the container keeps. */
export function recordVersions(
  physical: PhysicalPartition,
  changes: readonly Change[],
  at: { readonly lsn: number; readonly timestampS: number; readonly retentionS: number },
): void {
  const { versions } = physical;
  const oldestS = at.timestampS - at.retentionS;
  const kept = versions.findIndex(({ timestampS }) => timestampS >= oldestS);
  versions.splice(0, kept < 0 ? versions.length : kept);
  for (const change of changes) versions.push(versionOf(change, at.lsn, at.timestampS));
}
