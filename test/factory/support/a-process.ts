import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { type FactoryOptions } from "#factory/options.ts";
import { CODE, type ScriptedCoordinator } from "./scripted-coordinator.ts";

type FactoryProcess = {
  readonly pid: number;
  /** Without a warning, as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly exited: Promise<number | null>;
};

/** Starts the factory in a process of its own; what is left of it when the test has ended is killed. */
export async function aProcess(
  coordinator: ScriptedCoordinator,
  options: Partial<FactoryOptions> & { readonly dataFolder: string },
  env: Readonly<Record<string, string>> = {},
): Promise<FactoryProcess> {
  bundled ??= bundle();
  const given = { baseUrl: coordinator.url, enrolmentCode: CODE, ...options };
  const child = spawn(process.execPath, [await bundled, JSON.stringify(given)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    signal: (signal) => child.kill(signal),
    exited,
  };
}

let bundled: Promise<string> | null = null;

/** Made once for each file of tests, whose last act removes it. */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "agf-factory-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "factory.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("factory-process.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["source"],
    external: ["@azure/web-pubsub-client"],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "error",
  });
  return outfile;
}
