import { textOf } from "#local/cosmos/json.ts";
import { emptyBucket } from "#local/cosmos/charge/token-bucket.ts";
import { badRequest, conflict, Refusal } from "#local/cosmos/refusal.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { type Container, type Database, newPhysicalPartitions, type Throughput } from "./container.ts";
import { type ContainerSettings, parseContainerDefinition, parseResourceId } from "./container-definition.ts";
import { type Engine, nextEtag, secondsOf } from "./engine.ts";
import { containerEntry, type ControlEntry, databaseEntry } from "./log-entry.ts";
import { rebuildPartitions } from "./rebuild.ts";
import { containerRid, databaseRid } from "./resource-id.ts";

/** Where the service lists what a container holds besides items. */
const CONTAINER_LINKS = {
  _docs: "docs/",
  _sprocs: "sprocs/",
  _triggers: "triggers/",
  _udfs: "udfs/",
  _conflicts: "conflicts/",
};
const FORBIDDEN_UNIQUE_CHANGE =
  "The unique index cannot be modified. To change the unique index, remove the collection and re-create a new one.";

const stamp = (engine: Engine) => ({ _etag: nextEtag(engine), _ts: secondsOf(engine.nowMs()) });

async function log(engine: Engine, ...entries: readonly ControlEntry[]): Promise<void> {
  const waits = entries.map((entry) => engine.journal.append(JSON.stringify(entry)));
  await Promise.all(waits.filter((wait) => wait !== null));
}

const numbers = (engine: Engine): ControlEntry => ({
  kind: "numbers",
  rid: engine.lastRidNumber,
  etag: engine.lastEtagNumber,
});

export function newDatabase(resource: JsonObject, throughput: Throughput | null): Database {
  return {
    id: textOf(resource, "id"),
    rid: textOf(resource, "_rid"),
    resource,
    containers: new Map(),
    throughput,
    bucket: emptyBucket(),
  };
}

type NewContainer = {
  readonly database: Database;
  readonly resource: JsonObject;
  readonly settings: ContainerSettings;
  readonly partitions: number;
  readonly throughput: Throughput | null;
};

export function newContainer({ database, resource, settings, partitions, throughput }: NewContainer): Container {
  const container: Container = {
    id: textOf(resource, "id"),
    rid: textOf(resource, "_rid"),
    database,
    resource,
    settings,
    partitions: newPhysicalPartitions(partitions),
    logicals: new Map(),
    nextSequence: 1,
    throughput,
  };
  rebuildPartitions(container);
  return container;
}

/** A new database; 409 when its id is taken. */
export async function createDatabase(
  engine: Engine,
  body: JsonObject,
  throughput: Throughput | null,
): Promise<Database | Refusal> {
  const id = parseResourceId(body["id"]);
  if (id instanceof Refusal) return id;
  if (engine.databases.has(id)) return conflict("Database with specified id already exists.");
  engine.lastRidNumber += 1;
  const rid = databaseRid(engine.lastRidNumber);
  const links = { _self: `dbs/${rid}/`, _colls: "colls/", _users: "users/" };
  const database = newDatabase({ id, _rid: rid, ...links, ...stamp(engine) }, throughput);
  engine.databases.set(id, database);
  await log(engine, numbers(engine), databaseEntry(database));
  return database;
}

export async function dropDatabase(engine: Engine, database: Database): Promise<void> {
  for (const container of database.containers.values()) engine.containersByRid.delete(container.rid);
  engine.databases.delete(database.id);
  await log(engine, { kind: "drop-database", rid: database.rid });
}

/** A new container; 409 when its id is taken. */
export async function createContainer(
  engine: Engine,
  database: Database,
  request: { readonly body: JsonObject; readonly throughput: Throughput | null },
): Promise<Container | Refusal> {
  const parsed = parseContainerDefinition(request.body);
  if (parsed instanceof Refusal) return parsed;
  const { definition, settings } = parsed;
  if (database.containers.has(textOf(definition, "id"))) {
    return conflict("Collection with specified id already exists.");
  }
  engine.lastRidNumber += 1;
  const rid = containerRid(database.rid, engine.lastRidNumber);
  const self = `dbs/${database.rid}/colls/${rid}/`;
  const container = newContainer({
    database,
    resource: { ...definition, _rid: rid, _self: self, ...stamp(engine), ...CONTAINER_LINKS },
    settings,
    partitions: engine.partitionsPerContainer,
    throughput: request.throughput,
  });
  database.containers.set(container.id, container);
  engine.containersByRid.set(rid, container);
  await log(engine, numbers(engine), containerEntry(container));
  return container;
}

function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A container's new definition. Its id, its partition key and its unique keys can never change. */
export async function replaceContainer(
  engine: Engine,
  container: Container,
  body: JsonObject,
): Promise<Container | Refusal> {
  const { resource } = container;
  const parsed = parseContainerDefinition({ ...body, partitionKey: body["partitionKey"] ?? null });
  if (parsed instanceof Refusal) return parsed;
  const { definition, settings } = parsed;
  if (definition["id"] !== container.id || !isSameJson(settings.keyPaths, container.settings.keyPaths)) {
    return badRequest("The partition key and the id of a container cannot be changed.");
  }
  if (!isSameJson(settings.uniqueKeys, container.settings.uniqueKeys)) {
    return new Refusal(403, "Forbidden", FORBIDDEN_UNIQUE_CHANGE);
  }
  const { _rid = null, _self = null, partitionKey = null } = resource;
  container.resource = { ...definition, partitionKey, _rid, _self, ...stamp(engine), ...CONTAINER_LINKS };
  container.settings = settings;
  rebuildPartitions(container);
  await log(engine, numbers(engine), containerEntry(container));
  return container;
}

export async function dropContainer(engine: Engine, container: Container): Promise<void> {
  container.database.containers.delete(container.id);
  engine.containersByRid.delete(container.rid);
  await log(engine, { kind: "drop-container", rid: container.rid });
}

/** New throughput for a container or a database that has some. */
export async function setThroughput(
  engine: Engine,
  owner: Container | Database,
  throughput: Throughput,
): Promise<void> {
  owner.throughput = throughput;
  await log(engine, "partitions" in owner ? containerEntry(owner) : databaseEntry(owner));
}
