import { type StopLadder } from "#factory/engines/engine.ts";
import { type Log } from "#factory/log.ts";

/** How `agf factory run` is told what to be. Times are milliseconds. */
export type FactoryOptions = {
  readonly baseUrl: string;
  readonly productId: string;
  /** Needed only the first time: after that the data folder knows who this factory is. */
  readonly enrolmentCode: string | null;
  readonly name: string;
  /** Identity, mirrors, work trees, logs and unsent reports. One folder belongs to one factory. */
  readonly dataFolder: string;
  /** Capabilities beyond those that are found: `namespace:value`. */
  readonly capabilities: readonly string[];
  readonly seats: number;
  /** Which of the built-in engines may be used; empty means all that work here. */
  readonly engines: readonly string[];
  readonly version: string;
  /** Names of environment variables that engines may see. Their values are masked in logs. */
  readonly passEnv: readonly string[];
  /**
   * Whether engines are kept from reading the factory's and the operator's secrets: `auto` where the system can (Linux
   * with user namespaces), `required` refuses to start where it cannot, `off` never.
   */
  readonly isolation: "auto" | "required" | "off";
  /** Paths to hide beyond the factory's identity and the usual places of credentials. */
  readonly hidePaths: readonly string[];
  readonly checkpointMs: number;
  readonly pollMs: number;
  readonly ladder: StopLadder;
  /** Aborted by the first signal: finish what is held, claim nothing, end with 0. */
  readonly drain: AbortSignal;
  /** Aborted by the second: checkpoint, give everything back, end with 0. */
  readonly stop: AbortSignal;
  readonly log: Log;
};

export const FACTORY_DEFAULTS = {
  capabilities: [],
  seats: 1,
  engines: [],
  passEnv: [],
  isolation: "auto",
  hidePaths: [],
  checkpointMs: 5 * 60_000,
  pollMs: 2_000,
  ladder: { interruptGraceMs: 10_000, terminateGraceMs: 10_000 },
} as const satisfies Partial<FactoryOptions>;
