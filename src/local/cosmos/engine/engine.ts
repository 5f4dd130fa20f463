import { type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { type Container, type Database } from "./container.ts";

/** Where accepted changes are kept. Without a folder nothing is: then every promise is null, and all is durable at once. */
export type Journal = {
  /** Resolves when the entry is on disk. */
  append(entry: string): Promise<void> | null;
  /** Resolves when everything appended so far is on disk; null when it is. */
  settled(): Promise<void> | null;
  /** Why nothing can be accepted any more, or null. */
  readonly failure: Error | null;
  close(): Promise<void>;
};

export type CommitListener = (databaseId: string, containerId: string) => void;

/** Everything a server holds. All changes of it are synchronous, so one operation or batch is atomic by construction. */
export type Engine = {
  readonly databases: Map<string, Database>;
  readonly containersByRid: Map<string, Container>;
  readonly partitionsPerContainer: number;
  /** The account's default: what a request reads under unless it asks for less. */
  readonly consistency: ConsistencyLevel;
  readonly nowMs: () => number;
  journal: Journal;
  readonly listeners: Set<CommitListener>;
  /** The last number given to a database or container, and to an etag. */
  lastRidNumber: number;
  lastEtagNumber: number;
};

export const memoryJournal: Journal = {
  append: () => null,
  settled: () => null,
  failure: null,
  close: () => Promise.resolve(),
};

export const secondsOf = (nowMs: number): number => Math.floor(nowMs / 1000);

/** An etag that no other version has: a counter that survives a restart, in the service's form. */
export function nextEtag(engine: Engine): string {
  engine.lastEtagNumber += 1;
  const counter = engine.lastEtagNumber.toString(16).padStart(8, "0");
  const seconds = secondsOf(engine.nowMs()).toString(16).padStart(8, "0");
  return `"${counter}-0000-0100-0000-${seconds}0000"`;
}

/** The counter inside an etag, so that replaying the log can go on where it ended. */
export function etagNumber(etag: string): number {
  const counter = Number.parseInt(etag.slice(1), 16);
  return Number.isNaN(counter) ? 0 : counter;
}
