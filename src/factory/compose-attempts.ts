import { type FleetClient } from "#client/fleet-client.ts";
import { STALE_AFTER_MS } from "#contract/factory.ts";
import { type AttemptDeps } from "#factory/attempt/attempt-deps.ts";
import { createMask } from "#factory/attempt/mask.ts";
import { createSpool } from "#factory/attempt/spool.ts";
import { type Engine } from "#factory/engines/engine.ts";
import { type Isolate } from "#factory/engines/isolation.ts";
import { type FactoryDeps } from "#factory/factory-deps.ts";
import { type FactoryOptions } from "#factory/options.ts";
import { RETRY_CAP_MS, RETRY_MS } from "#factory/timeouts.ts";
import { createMirrors } from "#factory/workspace/mirror.ts";

/** A third of a heartbeat at its slowest: a fenced engine is gone before the next one. */
const FENCED_GRACE_MS = STALE_AFTER_MS / 18;

type Parts = {
  readonly client: FleetClient;
  readonly engines: ReadonlyMap<string, Engine>;
  /** Every token that the factory has had in this life; the newest comes last. */
  readonly tokens: readonly string[];
  readonly isolate: Isolate;
};

/** Everything that an attempt is given to work with. */
export function composeAttempts(options: FactoryOptions, deps: FactoryDeps, parts: Parts): AttemptDeps {
  const passEnv = Object.fromEntries(
    options.passEnv.flatMap((name) => {
      const value = deps.environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    client: parts.client,
    spool: createSpool(options.dataFolder),
    mirrors: createMirrors(options.dataFolder, RETRY_MS),
    engines: parts.engines,
    dataFolder: options.dataFolder,
    factoryName: options.name,
    settings: {
      checkpointMs: options.checkpointMs,
      ladder: options.ladder,
      fencedGraceMs: FENCED_GRACE_MS,
      retryMs: RETRY_MS,
      retryCapMs: RETRY_CAP_MS,
      passEnv,
      isolate: parts.isolate,
    },
    mask: (text) => createMask([...parts.tokens, ...Object.values(passEnv)])(text),
    log: options.log,
    nowMs: deps.nowMs,
    wallClockMs: deps.wallClockMs,
  };
}
