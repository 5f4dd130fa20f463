import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { dropContainer } from "#local/cosmos/engine/change-definitions.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { executeBatch } from "#local/cosmos/engine/execute-batch.ts";
import { openEngine } from "#local/cosmos/engine/open-engine.ts";
import { snapshotEntries } from "#local/cosmos/engine/snapshot.ts";
import { type Operation } from "#local/cosmos/wire/batch-operation.ts";
import { newContainer } from "../support/engine.ts";
import { temporaryFolder } from "../support/folder.ts";

const HISTORY = { changeFeedPolicy: { retentionDuration: 5 } };

const open = (dataFolder: string) =>
  openEngine({
    dataFolder,
    fsync: false,
    partitions: 2,
    consistency: "Strong",
    nowMs: () => Date.UTC(2026, 0, 1),
    compactMinBytes: 20_000,
  });

const containersOf = (engine: Engine) => [...(engine.databases.get("db")?.containers.values() ?? [])];

/** All that an engine holds, in a form that can be compared. */
const contentOf = (engine: Engine) => [...snapshotEntries(engine)];

function operation(kind: "Upsert" | "Delete", id: string, pk: string, n: number): Operation {
  const body = { id, pk, n, pad: "x".repeat(200) };
  return { kind, id, body, ifMatch: null, ifNoneMatch: null };
}

test("[LC5] through many compactions and restarts the engine holds what it held, to the last LSN", async () => {
  const folder = temporaryFolder();
  let content = contentOf(open(folder));
  for (let life = 0; life < 4; life++) {
    const engine = open(folder);
    expect(contentOf(engine)).toEqual(content);
    const container = containersOf(engine)[0] ?? (await newContainer(engine, { ...HISTORY, id: "kept" }));
    const waits: (Promise<void> | null)[] = [];
    for (let n = 0; n < 600; n++) {
      const pk = `p${n % 5}`;
      const operations = [operation("Upsert", `a${n % 7}`, pk, n), operation("Upsert", `b${n % 11}`, pk, n)];
      if (n % 13 === 0) operations.push(operation("Delete", `a${n % 7}`, pk, n));
      const target = { container, key: [pk], consistency: "Strong" as const };
      waits.push(executeBatch(engine, target, operations).durable);
      if (n % 50 === 0) await waits.at(-1);
      if (n === 300) await dropContainer(engine, await newContainer(engine, { ...HISTORY, id: `dropped${life}` }));
    }
    await Promise.all(waits.filter((wait) => wait !== null));
    content = contentOf(engine);
    await engine.journal.close();
  }
  expect(readdirSync(folder).some((name) => name.endsWith(".snapshot"))).toBe(true);
});
