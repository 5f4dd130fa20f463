import { type Server } from "node:http";
import { type ConsistencyLevel } from "./charge/charge.ts";
import { type CommitListener } from "./engine/engine.ts";
import { openEngine } from "./engine/open-engine.ts";
import { createHttpServer } from "./http/server.ts";
import { PHYSICAL_PARTITIONS_MAX } from "./limits.ts";

/** The key that the Cosmos emulator publishes: no secret, and what every SDK's samples expect. */
export const COSMOS_EMULATOR_KEY =
  "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

export type CosmosServerOptions = {
  /** 0 for a free one. */
  readonly port: number;
  /** Where everything is kept; null for memory only. The caller makes sure that no other server uses it. */
  readonly dataFolder: string | null;
  /** False leaves syncing to the operating system: what was acknowledged survives a killed process, not a power cut. */
  readonly fsync?: boolean;
  /** Physical partitions of a new container, 1 unless told. */
  readonly partitions?: number;
  /** The account's key, base64. */
  readonly key?: string;
  /** The account's consistency, Strong unless told. */
  readonly consistency?: ConsistencyLevel;
  /** The clock that `_ts`, times to live and throughput go by. */
  readonly nowMs?: () => number;
  readonly host?: "127.0.0.1";
};

export type CosmosServer = {
  readonly endpoint: string;
  readonly key: string;
  readonly port: number;
  /** Calls the listener after every durable write; returns what ends that. */
  onCommit(listener: CommitListener): () => void;
  /** Stops answering and waits for what was accepted to be on disk. */
  close(): Promise<void>;
};

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Starts a Cosmos DB account (NoSQL, gateway protocol, plain http) that holds what the data folder holds. Rejects with
 * CorruptLogError when the folder is damaged, and with the system's error when the port is taken.
 */
export async function startCosmosServer(options: CosmosServerOptions): Promise<CosmosServer> {
  const { port: wantedPort, dataFolder, key = COSMOS_EMULATOR_KEY, host = "127.0.0.1", partitions = 1 } = options;
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > PHYSICAL_PARTITIONS_MAX) {
    throw new RangeError(`The number of partitions must be between 1 and ${PHYSICAL_PARTITIONS_MAX}.`);
  }
  const engine = openEngine({
    dataFolder,
    fsync: options.fsync ?? true,
    partitions,
    consistency: options.consistency ?? "Strong",
    nowMs: options.nowMs ?? Date.now,
  });
  const server = createHttpServer(engine, Buffer.from(key, "base64"));
  const port = await listen(server, wantedPort, host).catch(async (error: unknown) => {
    await engine.journal.close();
    throw error;
  });
  return {
    endpoint: `http://${host}:${port}/`,
    key,
    port,
    onCommit(listener) {
      engine.listeners.add(listener);
      return () => engine.listeners.delete(listener);
    },
    async close() {
      await closeServer(server);
      await engine.journal.close();
    },
  };
}
