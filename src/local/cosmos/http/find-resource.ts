import { type Container, type Database } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { notFound, type Refusal } from "#local/cosmos/refusal.ts";

const ownerNotFound = (): Refusal => notFound("Owner resource does not exist");

/** A database by its id or, as the .NET SDK asks, by its `_rid`. */
export function findDatabase(engine: Engine, name: string): Database | Refusal {
  const byId = engine.databases.get(name);
  return byId ?? [...engine.databases.values()].find(({ rid }) => rid === name) ?? ownerNotFound();
}

/** A container of a database, by its id or its `_rid`. */
export function findContainer(engine: Engine, database: Database, name: string): Container | Refusal {
  const container = database.containers.get(name) ?? engine.containersByRid.get(name);
  return container?.database === database ? container : ownerNotFound();
}
