import { type Engine } from "#factory/engines/engine.ts";
import { createShellEngine } from "#factory/engines/shell.ts";

/** What a factory takes from the machine it runs on; a caller gives others to see what it does with them. */
export type FactoryDeps = {
  readonly engines: readonly Engine[];
  readonly nowMs: () => number;
  readonly wallClockMs: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
};

export function withDefaults(given: Partial<FactoryDeps>): FactoryDeps {
  const environment = given.environment ?? process.env;
  return {
    engines: given.engines ?? [createShellEngine(environment)],
    nowMs: given.nowMs ?? (() => performance.now()),
    wallClockMs: given.wallClockMs ?? Date.now,
    environment,
    fetch: given.fetch ?? globalThis.fetch,
  };
}
