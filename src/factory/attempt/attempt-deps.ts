import { type FleetClient } from "#client/fleet-client.ts";
import { type Engine, type StopLadder } from "#factory/engines/engine.ts";
import { type Isolate } from "#factory/engines/isolation.ts";
import { type InterruptReason } from "#factory/loop/effect.ts";
import { type Log } from "#factory/log.ts";
import { type Mirrors } from "#factory/workspace/mirror.ts";
import { type Mask } from "./mask.ts";
import { type Spool } from "./spool.ts";

type AttemptSettings = {
  readonly checkpointMs: number;
  readonly ladder: StopLadder;
  /** How long an engine whose lease is lost may live: it must be gone within one heartbeat. */
  readonly fencedGraceMs: number;
  readonly retryMs: number;
  readonly retryCapMs: number;
  readonly passEnv: Readonly<Record<string, string>>;
  readonly isolate: Isolate;
};

export type AttemptDeps = {
  readonly client: FleetClient;
  readonly spool: Spool;
  readonly mirrors: Mirrors;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly dataFolder: string;
  readonly factoryName: string;
  readonly settings: AttemptSettings;
  readonly mask: Mask;
  readonly log: Log;
  /** A clock that never jumps, for leases; and the time of day, for records. */
  readonly nowMs: () => number;
  readonly wallClockMs: () => number;
};

/** How the outside speaks to a running attempt, and the one thing that it says back. */
export type AttemptControl = {
  readonly lost: AbortSignal;
  /** Its reason is an `InterruptReason`. */
  readonly interrupted: AbortSignal;
  readonly interruptReason: () => InterruptReason;
  readonly giveUp: AbortSignal;
  readonly onLost: () => void;
};
