import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type LogLine } from "#factory/log.ts";
import { FACTORY_DEFAULTS, type FactoryOptions } from "#factory/options.ts";
import { type FactoryDeps } from "#factory/factory-deps.ts";
import { runFactory } from "#factory/run-factory.ts";
import { aFolder } from "./a-folder.ts";
import { CODE, type ScriptedCoordinator } from "./scripted-coordinator.ts";

type Running = {
  readonly dataFolder: string;
  readonly lines: LogLine[];
  readonly drain: () => void;
  readonly stop: () => void;
  readonly ended: Promise<{ readonly exitCode: number }>;
  /** The line that says this, as soon as it was said so many times. */
  readonly logged: (event: string, facts?: Partial<LogLine>, times?: number) => Promise<LogLine>;
};

/** Starts a factory in this process, with short times; it is stopped when the test has ended. */
export async function aFactory(
  coordinator: ScriptedCoordinator,
  options: Partial<FactoryOptions> = {},
  deps: Partial<FactoryDeps> = {},
): Promise<Running> {
  const dataFolder = options.dataFolder ?? join(await aFolder(), "factory");
  const lines: LogLine[] = [];
  let listeners: (() => void)[] = [];
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
      log: (line) => {
        lines.push(line);
        const waiting = listeners;
        listeners = [];
        for (const listener of waiting) listener();
      },
      ...options,
    },
    deps,
  );
  onTestFinished(async () => {
    coordinator.down = false;
    stop.abort();
    await ended;
  });
  const logged: Running["logged"] = async (event, facts = {}, times = 1) => {
    const says = (line: LogLine) =>
      line.event === event && Object.entries(facts).every(([name, value]) => line[name] === value);
    for (;;) {
      const said = lines.filter(says)[times - 1];
      if (said !== undefined) return said;
      await new Promise<void>((resolve) => listeners.push(resolve));
    }
  };
  return { logged, dataFolder, lines, drain: () => drain.abort(), stop: () => stop.abort(), ended };
}
