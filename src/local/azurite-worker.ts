/** What the worker is started with; plain values, because they are copied into its thread. */
export type AzuriteWorkerData = Readonly<{
  modules: Readonly<{ server: string; configuration: string; telemetry: string }>;
  folder: string | null;
  host: string;
  port: number;
}>;

/**
 * The program of the thread in which Azurite runs. It is a text, because a worker needs a file that plain Node can
 * run, and this folder is TypeScript while it is developed.
 *
 * Azurite keeps its metadata in memory and writes it every five seconds. Here the answer to a write waits until the
 * metadata is in its files (writes that meet share one save), extents first, because blobs refer to them.
 */
export const azuriteWorkerSource = `
"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const { join } = require("node:path");
const BlobServer = require(workerData.modules.server).default;
const BlobConfiguration = require(workerData.modules.configuration).default;
const { AzuriteTelemetryClient } = require(workerData.modules.telemetry);

const KEEP_ALIVE_SECONDS = 65;
const WRITES_AT_ONCE = 50;
const inMemory = workerData.folder === null;
const file = (name) => join(workerData.folder ?? "", name);
const configuration = new BlobConfiguration(
  workerData.host,
  workerData.port,
  KEEP_ALIVE_SECONDS,
  file("__azurite_db_blob__.json"),
  file("__azurite_db_blob_extent__.json"),
  [{ locationId: "Default", locationPath: file("__blobstorage__"), maxConcurrency: WRITES_AT_ONCE }],
  false, undefined, false, undefined,
  false, true,
  "", "", "", undefined, false,
  inMemory,
);
AzuriteTelemetryClient.init("", false);
const server = new BlobServer(configuration);

const save = (store) =>
  new Promise((resolve, reject) => store.db.saveDatabase((error) => (error ? reject(error) : resolve())));
let saving = null;
let next = null;
const saveAll = () => {
  if (saving === null) {
    saving = save(server.extentMetadataStore).then(() => save(server.metadataStore)).finally(() => {
      saving = null;
    });
    return saving;
  }
  // A save that has begun may have missed this write: the one after it has not.
  next ??= saving.catch(() => {}).then(() => {
    next = null;
    return saveAll();
  });
  return next;
};

if (!inMemory) {
  const [answer] = server.httpServer.listeners("request");
  server.httpServer.removeAllListeners("request");
  server.httpServer.on("request", (req, res) => {
    if (req.method !== "GET" && req.method !== "HEAD" && req.method !== "OPTIONS") {
      const end = res.end;
      res.end = (...args) => {
        saveAll().then(() => end.apply(res, args), (error) => res.destroy(error));
        return res;
      };
    }
    answer(req, res);
  });
}

server.start().then(
  () => parentPort.postMessage({ kind: "listening" }),
  (error) => {
    parentPort.postMessage({ kind: "failed", message: String(error.message) });
    process.exit(1);
  },
);
parentPort.once("message", () => server.close().finally(() => process.exit(0)));
`;
