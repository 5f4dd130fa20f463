import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type LogLine } from "#factory/log.ts";
import { FACTORY_DEFAULTS, type FactoryOptions } from "#factory/options.ts";
import { type FactoryDeps, runFactory } from "#factory/run-factory.ts";
import { aFolder } from "./a-folder.ts";
import { CODE, type ScriptedCoordinator } from "./scripted-coordinator.ts";

export type Running = {
  readonly dataFolder: string;
  readonly lines: LogLine[];
  readonly drain: () => void;
  readonly stop: () => void;
  readonly ended: Promise<{ readonly exitCode: number }>;
};

/** Starts a factory in this process, with short times; it is stopped when the test has ended. */
export async function aFactory(
  coordinator: ScriptedCoordinator,
  options: Partial<FactoryOptions> = {},
  deps: Partial<FactoryDeps> = {},
): Promise<Running> {
  const dataFolder = options.dataFolder ?? join(await aFolder(), "factory");
  const lines: LogLine[] = [];
  const drain = new AbortController();
  const stop = new AbortController();
  const ended = runFactory(
    {
      ...FACTORY_DEFAULTS,
      baseUrl: coordinator.url,
      productId: "demo",
      enrolmentCode: CODE,
      name: "forge",
      version: "0.0.0",
      dataFolder,
      pollMs: 50,
      checkpointMs: 60_000,
      ladder: { interruptGraceMs: 300, terminateGraceMs: 300 },
      drain: drain.signal,
      stop: stop.signal,
      log: (line) => lines.push(line),
      ...options,
    },
    deps,
  );
  onTestFinished(async () => {
    coordinator.down = false;
    stop.abort();
    await ended;
  });
  return { dataFolder, lines, drain: () => drain.abort(), stop: () => stop.abort(), ended };
}
