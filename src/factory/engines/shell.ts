import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findTool } from "#factory/find-tool.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { type Engine, type EngineEvent, type EngineResult, type RunContext, type StopMode } from "./engine.ts";
import { createEventQueue, type EventQueue } from "./event-queue.ts";
import { type Command } from "./isolation.ts";
import { forEachLine } from "./lines.ts";
import { parseMarker } from "./markers.ts";
import { type Climb, createClimb } from "./process-group.ts";
import { extractScript, type Script } from "./script.ts";

const EXECUTABLE = 0o700;
/** A child that outlives its leader may hold the output open: it is killed, and waited for no longer than this. */
const OUTPUT_GRACE_MS = 1_000;

/**
 * A watcher in the engine's own process group holds a pipe whose other end only the factory has. However the factory
 * ends, the pipe does, and with it the whole group: nobody goes on working for a factory that is no more.
 */
const DIE_WITH_FACTORY = '( ( read -r _ <&3; kill -KILL -$$ ) >/dev/null 2>&1 & ); exec "$@" 3<&-';

/** Runs the script in a job's text. A failing command ends it (`-e`), as in every build service. */
export function createShellEngine(environment: Readonly<Record<string, string | undefined>>): Engine {
  return {
    id: "shell",
    probe: async () => {
      const path = await findTool("sh");
      return { available: path !== null, version: null, detail: path ?? "There is no sh on the search path." };
    },
    start: (context) => {
      const events = createEventQueue<EngineEvent>();
      const stopper = createStopper();
      void execute(environment, context, events, stopper);
      return { events: events.values, stop: stopper.stop };
    },
  };
}

async function execute(
  environment: Readonly<Record<string, string | undefined>>,
  context: RunContext,
  events: EventQueue<EngineEvent>,
  stopper: Stopper,
): Promise<void> {
  const result = await runScript(environment, context, events, stopper).catch((error: unknown): EngineResult => ({
    code: "spawn-failed",
    exitCode: null,
    message: String(error),
  }));
  events.push({ type: "done", result });
  events.end();
}

async function runScript(
  environment: Readonly<Record<string, string | undefined>>,
  context: RunContext,
  events: EventQueue<EngineEvent>,
  stopper: Stopper,
): Promise<EngineResult> {
  const script = extractScript(context.bodyMd);
  if (script === null) {
    const message = "The job has no script: give it a fenced block marked sh or bash, or a text that starts with #!.";
    return { code: "no-script", exitCode: null, message };
  }
  const command = await context.isolate(await prepare(script, context));
  if (stopper.stopped()) return { code: "killed", exitCode: null, message: "Stopped before it began." };
  const child = spawn("sh", ["-c", DIE_WITH_FACTORY, "sh", command.program, ...command.args], {
    cwd: context.workFolder,
    env: engineEnvironment(environment, context),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  if (child.pid !== undefined) {
    context.onSpawn(child.pid);
    stopper.attach(createClimb(child.pid, context.ladder));
  }
  forEachLine(child.stdout, (line) => events.push(parseMarker(line) ?? { type: "log", stream: "stdout", line }));
  forEachLine(child.stderr, (line) => events.push({ type: "log", stream: "stderr", line }));
  return waitForEnd(child, stopper);
}

async function prepare(script: Script, context: RunContext): Promise<Command> {
  await Promise.all(
    ["home", "tmp"].map((name) => mkdir(join(context.scratchFolder, name), { recursive: true, mode: 0o700 })),
  );
  const path = join(context.scratchFolder, "script");
  await writeFile(path, script.text, { mode: EXECUTABLE });
  if (script.interpreter === null) return { program: path, args: [] };
  const bash = script.interpreter === "bash" ? await findTool("bash") : null;
  return { program: bash ?? "sh", args: ["-e", path] };
}

function waitForEnd(child: ChildProcess, stopper: Stopper): Promise<EngineResult> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: "spawn-failed", exitCode: null, message: error.message }));
    child.on("exit", (exitCode, signal) => {
      stopper.leaderExited();
      const finish = () => resolve(resultOf(exitCode, signal));
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish();
      }, OUTPUT_GRACE_MS);
      child.on("close", () => {
        clearTimeout(timer);
        finish();
      });
    });
  });
}

function resultOf(exitCode: number | null, signal: NodeJS.Signals | null): EngineResult {
  if (exitCode === 0) return { code: "ok", exitCode, message: "The script ended with exit code 0." };
  if (exitCode !== null)
    return { code: "exit-code", exitCode, message: `The script ended with exit code ${exitCode}.` };
  return { code: "killed", exitCode, message: `The script was ended by ${signal ?? "a signal"}.` };
}

type Stopper = {
  readonly stop: (mode: StopMode) => void;
  readonly stopped: () => boolean;
  readonly attach: (climb: Climb) => void;
  readonly leaderExited: () => void;
};

/** A stop may come before there is a process: it is kept until there is one. */
function createStopper(): Stopper {
  let asked: StopMode | null = null;
  let climb: Climb | null = null;
  return {
    stop: (mode) => {
      asked = mode;
      climb?.stop(mode);
    },
    stopped: () => asked !== null,
    attach: (attached) => {
      climb = attached;
    },
    leaderExited: () => climb?.leaderExited(),
  };
}
