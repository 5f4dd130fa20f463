import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { azuriteWorkerSource, type AzuriteWorkerData } from "./azurite-worker.ts";
import { listenOn } from "./ports.ts";

/** A blob service that runs, or is about to. */
export type Azurite = Readonly<{
  connectionString: string;
  port: number;
  /** Resolves when it answers; rejects when it cannot be started. Until then its port refuses connections. */
  ready: Promise<void>;
  close(): Promise<void>;
}>;

const HOST = "127.0.0.1";
/** The account of every storage emulator; it is public and guards nothing. */
const ACCOUNT = "devstoreaccount1";
const ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/** Azurite gets this long to write its files when it is closed. */
const CLOSE_MAX_MS = 5_000;

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("listening") }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);

/**
 * Starts the blob service of the azurite package on loopback, in a thread of its own. It takes a second to load, and
 * that second is nobody else's: the address is known at once, and `ready` tells when it answers.
 * `folder` null keeps blobs in memory; `port` 0 takes a free one. Blobs outlive a killed process.
 * Rejects with a `PortTakenError` when the port is taken.
 */
export async function startAzurite(options: { folder: string | null; port: number }): Promise<Azurite> {
  if (options.folder !== null) await mkdir(options.folder, { recursive: true });
  const port = await findPort(options.port);
  const { resolve } = createRequire(import.meta.url);
  const workerData: AzuriteWorkerData = {
    folder: options.folder,
    host: HOST,
    port,
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
  const ready = untilListening(worker);
  // Whoever does not wait for it will hear of the failure from the first call that is refused.
  ready.catch(() => {});
  return {
    port,
    ready,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
      `BlobEndpoint=http://${HOST}:${port}/${ACCOUNT};`,
    close: () => closeWorker(worker),
  };
}

/** A port that is free now: it is taken and let go, so that the address is known before Azurite is loaded. */
async function findPort(wanted: number): Promise<number> {
  const server = createServer();
  const port = await listenOn(server, wanted);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(worker: Worker): Promise<void> {
  const gone = once(worker, "exit").then(() => [{ kind: "failed", message: "its thread ended" }]);
  const [raw]: unknown[] = await Promise.race([once(worker, "message"), gone]);
  const message = messageSchema.parse(raw);
  if (message.kind === "failed") throw new Error(`The blob service cannot start: ${message.message}.`);
}

async function closeWorker(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const gone = once(worker, "exit");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window: it has no origin
  worker.postMessage("close");
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MAX_MS);
  await gone;
  clearTimeout(timer);
}
