import { Refusal } from "#local/cosmos/refusal.ts";
import { createContainer, createDatabase } from "#local/cosmos/engine/change-definitions.ts";
import { type Container } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { openEngine } from "#local/cosmos/engine/open-engine.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";

/** A memory-only engine without a server in front of it. */
export const memoryEngine = (nowMs: () => number, partitions = 1): Engine =>
  openEngine({ dataFolder: null, fsync: false, partitions, consistency: "Session", nowMs });

/** A new container with the key `/pk`, in a database made for it when there is none. */
export async function newContainer(engine: Engine, definition: JsonObject): Promise<Container> {
  const database = engine.databases.get("db") ?? (await createDatabase(engine, { id: "db" }, null));
  if (database instanceof Refusal) throw new Error(database.message);
  const body = { partitionKey: { paths: ["/pk"] }, ...definition };
  const container = await createContainer(engine, database, { body, throughput: null });
  if (container instanceof Refusal) throw new Error(container.message);
  return container;
}
