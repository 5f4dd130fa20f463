import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

const ENTRY = `
  import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
  const [dataFolder] = process.argv.slice(2);
  const server = await startCosmosServer({ port: 0, dataFolder });
  console.log(server.endpoint);
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
