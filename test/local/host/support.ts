import { build } from "esbuild";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { createSystemClock } from "#local/clock.ts";
import { type FunctionsHost, type FunctionsHostOptions, startFunctionsHost } from "#local/host/functions-host.ts";
import { type LogLine } from "#local/host/log.ts";

const requireBanner =
  "import { createRequire as createAppRequire } from 'node:module'; const require = createAppRequire(import.meta.url);";

/** A folder of its own for one test file. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "agf-local-"));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Bundles the sample app the way the product is bundled: one ES module with the libraries inside. */
export async function buildSampleApp(
  folder: string,
  { libraries = "inside" }: { libraries?: "inside" | "outside" } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL("./fixtures/sample-app/main.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    external: libraries === "inside" ? ["@azure/functions-core"] : ["@azure/*", "durable-functions"],
    banner: { js: requireBanner },
    outfile: join(folder, "dist/functions/main.mjs"),
    logLevel: "error",
  });
  if (libraries === "outside") {
    await symlink(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(folder, "node_modules"));
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ main: "dist/functions/main.mjs" }));
  await writeFile(join(folder, "host.json"), JSON.stringify({ version: "2.0" }));
}

/** Settings without which the sample app does not start; its change feed has nobody to talk to. */
export const sampleSettings = {
  OFTEN: "*/2 * * * * *",
  SAMPLE_COSMOS: "AccountEndpoint=http://127.0.0.1:1/;AccountKey=a2V5;",
  SAMPLE_DATABASE: "sample",
  "AzureWebJobs.feed.Disabled": "true",
};

/** Starts the sample app with quiet defaults, and hands back what it logged. */
export async function startSample(
  appFolder: string,
  options: Partial<FunctionsHostOptions> = {},
): Promise<{ host: FunctionsHost; lines: LogLine[] }> {
  const lines: LogLine[] = [];
  const host = await startFunctionsHost({
    appFolder,
    port: 0,
    dataFolder: null,
    clock: createSystemClock((error) => lines.push({ level: "error", event: "clock", message: String(error) })),
    log: (line) => lines.push(line),
    fsync: false,
    ...options,
    settings: { ...sampleSettings, ...options.settings },
  });
  return { host, lines };
}

/** Like `startSample`, for one test: the host is closed when the test is over, however it ends. */
export async function startSampleForTest(
  appFolder: string,
  options: Partial<FunctionsHostOptions> = {},
): Promise<{ host: FunctionsHost; lines: LogLine[] }> {
  const started = await startSample(appFolder, options);
  onTestFinished(() => started.host.close());
  return started;
}

/** Forgets what the sample app recorded in this process. */
export function forgetRecorded(): void {
  Reflect.deleteProperty(globalThis, Symbol.for("sample-app.record"));
}

/** What the sample app recorded in this process. */
export function recorded(name: string): readonly unknown[] {
  const store: Record<string, unknown[]> | undefined = Reflect.get(globalThis, Symbol.for("sample-app.record"));
  return store?.[name] ?? [];
}
