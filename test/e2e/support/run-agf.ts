import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const CLI = fileURLToPath(new URL("../../../dist/cli/", import.meta.url));

/** The built program with arguments, as a person would run it. */
export const spawnAgf = (
  entry: "main.js" | "demo/main.js",
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn(process.execPath, [`${CLI}${entry}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs it to its end. */
export async function runToEnd(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...texts };
}

const Ready = z.object({
  ready: z.literal(true),
  url: z.string(),
  token: z.string(),
  productId: z.string(),
  dashboardUrl: z.string(),
});
export type RunningFleet = z.infer<typeof Ready> & {
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<number | null>;
};

/** `agf start --json`, until it says that it is ready. */
export async function startFleet(options: {
  readonly dataFolder: string;
  readonly port: number;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<RunningFleet> {
  const child = spawnAgf(
    "main.js",
    ["start", "--json", "--port", String(options.port), "--data", options.dataFolder],
    options.env,
  );
  child.stderr?.resume();
  const line = await firstLine(child);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, "exit") as Promise<[number | null]>;
    child.kill(signal);
    return (await ended)[0];
  };
  return {
    ...Ready.parse(JSON.parse(line)),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The program has no output to read.");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("The program ended before it was ready.");
}
