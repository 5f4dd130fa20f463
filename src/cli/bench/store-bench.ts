import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { CosmosClient } from "@azure/cosmos";
import * as z from "zod";
import { SETTINGS } from "#contract/settings.ts";
import { startChild } from "./child.ts";
import { load, percentile, perSec } from "./load.ts";

type StoreRow = {
  readonly writers: number;
  readonly createsPerSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What one write of as much and one sync of the same disk take alone. */
  readonly diskSyncP50Ms: number;
};

const WRITERS = [1, 16, 64];
const RUN_MS = 3_000;
const DOCUMENT_BYTES = 1_024;
const SYNCS = 200;
const Settings = z.object({ Values: z.record(z.string(), z.string()) });

/** Acknowledged creates of 1 KB through the unmodified SDK: the store syncs before it answers, in a process of its own. */
export async function benchStore(folder: string): Promise<readonly StoreRow[]> {
  const diskSyncP50Ms = diskSync(folder);
  const server = await startChild(["local", "cosmos", "--port", "0", "--data", join(folder, "data"), "--json"], folder);
  const client = new CosmosClient(Settings.parse(server.said).Values[SETTINGS.cosmos] ?? "");
  try {
    const { database } = await client.databases.create({ id: "bench" });
    const rows: StoreRow[] = [];
    for (const writers of WRITERS) {
      // oxlint-disable-next-line no-await-in-loop -- one load at a time
      const { container } = await database.containers.create({ id: `w${writers}`, partitionKey: "/pk" });
      const text = "x".repeat(DOCUMENT_BYTES - 60);
      // oxlint-disable-next-line no-await-in-loop -- one load at a time
      const { timesMs, tookMs } = await load({ lanes: writers, forMs: RUN_MS }, async (lane, nth) => {
        await container.items.create({ id: `${lane}-${nth}`, pk: "one", text });
      });
      rows.push({
        writers,
        createsPerSec: perSec(timesMs.length, tookMs),
        p50Ms: percentile(timesMs, 0.5),
        p99Ms: percentile(timesMs, 0.99),
        diskSyncP50Ms,
      });
    }
    return rows;
  } finally {
    client.dispose();
    await server.stop();
  }
}

function diskSync(folder: string): number {
  const file = openSync(join(folder, "sync"), "a");
  const line = Buffer.alloc(DOCUMENT_BYTES);
  const timesMs = Array.from({ length: SYNCS }, () => {
    const beganMs = performance.now();
    writeSync(file, line);
    fsyncSync(file);
    return performance.now() - beganMs;
  });
  closeSync(file);
  return percentile(timesMs, 0.5);
}
