import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CLI = join(dirname(fileURLToPath(import.meta.url)), "..", "main.js");

type Child = {
  /** The first line that it printed, parsed. */
  readonly said: unknown;
  stop(): Promise<void>;
};

/** Runs `agf …` as a process of its own, so that what serves and what loads have a core each. */
export async function startChild(args: readonly string[], cwd: string): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, [CLI, ...args], { cwd, stdio: ["ignore", "pipe", "ignore"] });
  const gone = once(child, "exit");
  if (child.stdout === null) throw new Error("The process has no output.");
  const line = once(createInterface({ input: child.stdout }), "line");
  const first = await Promise.race([line, gone.then(() => null)]);
  if (first === null) throw new Error(`agf ${args.join(" ")} ended before it was ready.`);
  return {
    said: JSON.parse(String(first[0])),
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
