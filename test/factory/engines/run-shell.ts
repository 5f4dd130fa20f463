import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type EngineEvent, type EngineResult, type EngineRun, type RunContext } from "#factory/engines/engine.ts";
import { noIsolation } from "#factory/engines/isolation.ts";
import { createShellEngine } from "#factory/engines/shell.ts";
import { aFolder } from "../support/a-folder.ts";
import { jobIdNumber } from "../support/a-job.ts";

export const fenced = (...lines: string[]): string => ["```sh", ...lines, "```"].join("\n");

/** A running shell engine, what it has said so far, and how to wait for a line or for the end. */
class ShellRun {
  readonly events: EngineEvent[] = [];
  readonly done: Promise<EngineResult>;
  readonly run: EngineRun;
  readonly context: RunContext;
  pid = 0;
  #listeners: (() => void)[] = [];

  constructor(context: RunContext, environment: Readonly<Record<string, string | undefined>>) {
    this.context = { ...context, onSpawn: (pid) => (this.pid = pid) };
    this.run = createShellEngine(environment).start(this.context);
    this.done = this.#consume();
  }

  lines = (): string[] => this.events.flatMap((event) => (event.type === "log" ? [event.line] : []));

  async said(line: string): Promise<void> {
    while (!this.lines().includes(line)) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  async #consume(): Promise<EngineResult> {
    let result: EngineResult | null = null;
    for await (const event of this.run.events) {
      this.events.push(event);
      if (event.type === "done") result = event.result;
      for (const listener of this.#listeners.splice(0)) listener();
    }
    return result!;
  }
}

export async function runShell(
  bodyMd: string,
  change: Partial<RunContext> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ShellRun> {
  const folder = await aFolder();
  const workFolder = join(folder, "work");
  await mkdir(workFolder);
  const context: RunContext = {
    jobId: jobIdNumber(5),
    runId: "run_5_3",
    epoch: 3,
    bodyMd,
    workFolder,
    scratchFolder: join(folder, "scratch"),
    resume: null,
    passEnv: {},
    ladder: { interruptGraceMs: 200, terminateGraceMs: 200 },
    isolate: noIsolation,
    onSpawn: () => null,
    ...change,
  };
  return new ShellRun(context, environment);
}
