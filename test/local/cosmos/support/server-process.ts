import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

/** A server like any other, but that its log is compacted all the time, so that a kill hits that too. */
const ENTRY = `
  import { COSMOS_EMULATOR_KEY } from "#local/cosmos/cosmos-server.ts";
  import { openEngine } from "#local/cosmos/engine/open-engine.ts";
  import { createHttpServer } from "#local/cosmos/http/server.ts";
  const [dataFolder] = process.argv.slice(2);
  const engine = openEngine({
    dataFolder,
    fsync: true,
    partitions: 1,
    consistency: "Strong",
    nowMs: Date.now,
    compactMinBytes: 100_000,
  });
  const server = createHttpServer(engine, Buffer.from(COSMOS_EMULATOR_KEY, "base64"));
  server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port + "/"));
`;

/** Compiles a server that can be run as a process of its own; returns the file. */
export async function buildServer(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "server.mjs");
  await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["source"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}

export type ServerProcess = { readonly endpoint: string; readonly child: ChildProcess };

/** Starts it and waits until it listens. */
export async function startProcess(file: string, dataFolder: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [file, dataFolder], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [endpoint] = (await once(lines, "line")) as [string];
  return { endpoint, child };
}

/** Kills it the hard way and waits until it is gone. */
export async function killProcess({ child }: ServerProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
