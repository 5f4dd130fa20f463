import { type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { CommitLog } from "#local/cosmos/log/commit-log.ts";
import { type Engine, memoryJournal } from "./engine.ts";
import { rebuildPartitions } from "./rebuild.ts";
import { replayEntry } from "./replay.ts";
import { snapshotEntries } from "./snapshot.ts";

type EngineOptions = {
  /** Where everything is kept; null for memory only. */
  readonly dataFolder: string | null;
  readonly fsync: boolean;
  readonly partitions: number;
  readonly consistency: ConsistencyLevel;
  readonly nowMs: () => number;
  /** Only tests set it: the size at which the log is first compacted. */
  readonly compactMinBytes?: number;
};

/** An engine with everything that the folder holds. Throws CorruptLogError. */
export function openEngine(options: EngineOptions): Engine {
  const engine: Engine = {
    databases: new Map(),
    containersByRid: new Map(),
    partitionsPerContainer: options.partitions,
    consistency: options.consistency,
    nowMs: options.nowMs,
    journal: memoryJournal,
    listeners: new Set(),
    lastRidNumber: 0,
    lastEtagNumber: 0,
  };
  if (options.dataFolder === null) return engine;
  engine.journal = new CommitLog({
    folder: options.dataFolder,
    fsync: options.fsync,
    replay: (entry) => replayEntry(engine, entry),
    snapshot: () => snapshotEntries(engine),
    ...(options.compactMinBytes === undefined ? {} : { compactMinBytes: options.compactMinBytes }),
  });
  for (const container of engine.containersByRid.values()) {
    rebuildPartitions(container);
    for (const physical of container.partitions) physical.durableLsn = physical.lsn;
  }
  return engine;
}
