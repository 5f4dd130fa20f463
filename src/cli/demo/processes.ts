import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DemoFailure } from "#cli/demo/demo-failure.ts";
import { END_GRACE_MS, LOG_LINES_SHOWN } from "#cli/demo/limits.ts";

const AGF = fileURLToPath(new URL("../main.js", import.meta.url));

export type Child = {
  readonly name: string;
  readonly pid: number;
  /** The first line of its standard output; rejects when it ends without one. */
  readonly firstLine: Promise<string>;
  /** Ends it without a warning, as a power cut would, and waits until it is gone. */
  readonly crash: () => Promise<void>;
  /** Asks it to end, and ends it when it takes too long. */
  readonly end: () => Promise<void>;
};
type Start = {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};
export type Processes = {
  readonly start: (what: Start) => Promise<Child>;
  /** Rejects when a process ends that nobody has asked to. */
  readonly unexpectedEnd: Promise<never>;
  /** The last started first: factories give back what they hold while the coordinator still listens. */
  readonly endAll: () => Promise<void>;
  readonly lastLines: () => Promise<string>;
};

/** Starts `agf` in processes of their own, keeps what they say in `logFolder`, and ends those and no others. */
export function createProcesses(logFolder: string): Processes {
  const children: Child[] = [];
  const names = new Set<string>();
  let reportEnd: (why: Error) => void = () => {};
  const unexpectedEnd = new Promise<never>((_, reject) => {
    reportEnd = reject;
  });
  // It is raced against the demo; when the demo has ended, nobody listens any more, and that is fine.
  unexpectedEnd.catch(() => {});
  return {
    unexpectedEnd,
    start: async (what) => {
      await mkdir(logFolder, { recursive: true });
      names.add(what.name);
      const child = startChild(what, join(logFolder, `${what.name}.log`), (why) => reportEnd(new DemoFailure(why)));
      children.push(child);
      return child;
    },
    endAll: async () => {
      for (const child of children.toReversed()) {
        // oxlint-disable-next-line no-await-in-loop -- the coordinator, started first, must be the last to end
        await child.end();
      }
    },
    lastLines: async () => {
      const tails = await Promise.all([...names].map((name) => tailOf(name, join(logFolder, `${name}.log`))));
      return tails.join("");
    },
  };
}

function startChild(what: Start, logPath: string, report: (why: string) => void): Child {
  const process_ = spawn(process.execPath, [AGF, ...what.args], {
    cwd: what.cwd,
    env: what.env,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches the demo alone, which ends the others in the right order.
    detached: true,
  });
  const log = createWriteStream(logPath, { flags: "a" });
  process_.stdout.pipe(log, { end: false });
  process_.stderr.pipe(log, { end: false });
  let wanted = false;
  const gone = new Promise<void>((resolve) => {
    process_.once("close", (code, signal) => {
      log.end();
      if (!wanted) report(`${what.name} ended by itself (${signal ?? `exit code ${String(code)}`}).`);
      resolve();
    });
  });
  const firstLine = readFirstLine(process_, what.name);
  // Not every caller waits for it, and an unwatched rejection would end the demo with a stack trace.
  firstLine.catch(() => {});
  const stop = async (signal: NodeJS.Signals) => {
    wanted = true;
    if (process_.exitCode !== null || process_.signalCode !== null) return;
    process_.kill(signal);
    const timer = setTimeout(() => process_.kill("SIGKILL"), END_GRACE_MS);
    await gone;
    clearTimeout(timer);
  };
  return {
    name: what.name,
    pid: process_.pid ?? 0,
    firstLine,
    crash: () => stop("SIGKILL"),
    end: () => stop("SIGTERM"),
  };
}

function readFirstLine(process_: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (process_.stdout === null) return reject(new DemoFailure(`${name} has no output.`));
    const lines = createInterface({ input: process_.stdout });
    lines.once("line", resolve);
    lines.once("close", () => reject(new DemoFailure(`${name} ended before it was ready.`)));
    process_.once("error", (error) => reject(new DemoFailure(`${name} cannot be started: ${error.message}`)));
    return undefined;
  });
}

async function tailOf(name: string, path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-LOG_LINES_SHOWN);
  return `--- the last lines of ${name} (${path})\n${lines.join("\n")}\n`;
}
