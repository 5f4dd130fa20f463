import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { azuriteWorkerSource, type AzuriteWorkerData } from "./azurite-worker.ts";
import { describePortHolder, PortTakenError } from "./ports.ts";

/** A running blob service. */
export type Azurite = Readonly<{ connectionString: string; port: number; close(): Promise<void> }>;

const HOST = "127.0.0.1";
/** The account of every storage emulator; it is public and guards nothing. */
const ACCOUNT = "devstoreaccount1";
const ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/** Azurite gets this long to write its files when it is closed. */
const CLOSE_MAX_MS = 5_000;

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("listening"), port: z.number() }),
  z.object({ kind: z.literal("failed"), code: z.string(), message: z.string() }),
]);

/**
 * Starts the blob service of the azurite package on loopback, in a thread of its own: it takes about a second to load,
 * and that second is nobody else's. `folder` null keeps blobs in memory; `port` 0 takes a free one.
 * Blobs outlive a killed process. Rejects with a `PortTakenError` when the port is taken.
 */
export async function startAzurite(options: { folder: string | null; port: number }): Promise<Azurite> {
  if (options.folder !== null) await mkdir(options.folder, { recursive: true });
  const { resolve } = createRequire(import.meta.url);
  const workerData: AzuriteWorkerData = {
    ...options,
    host: HOST,
    modules: {
      server: resolve("azurite/dist/src/blob/BlobServer"),
      configuration: resolve("azurite/dist/src/blob/BlobConfiguration"),
      telemetry: resolve("azurite/dist/src/common/Telemetry"),
    },
  };
  // Other accounts that a shell may name for Azurite would lock our own one out.
  const { AZURITE_ACCOUNTS: _otherAccounts, ...env } = process.env;
  const worker = new Worker(azuriteWorkerSource, { eval: true, workerData, env, stdout: true, stderr: true });
  // Its output is not for the terminal of a fleet; unread, it would pile up.
  worker.stdout.resume();
  worker.stderr.resume();
  const port = await listening(worker, options.port);
  return {
    port,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
      `BlobEndpoint=http://${HOST}:${port}/${ACCOUNT};`,
    close: () => closeWorker(worker),
  };
}

async function listening(worker: Worker, wantedPort: number): Promise<number> {
  const [raw]: unknown[] = await once(worker, "message");
  const message = messageSchema.parse(raw);
  if (message.kind === "listening") return message.port;
  if (message.code === "EADDRINUSE") throw new PortTakenError(wantedPort, await describePortHolder(wantedPort));
  throw new Error(`The blob service cannot start: ${message.message}`);
}

async function closeWorker(worker: Worker): Promise<void> {
  const gone = once(worker, "exit");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window: it has no origin
  worker.postMessage("close");
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MAX_MS);
  await gone;
  clearTimeout(timer);
}
