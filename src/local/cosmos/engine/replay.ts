import { isJsonObject, parseJson, textOf } from "#local/cosmos/json.ts";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { documentOf } from "./build-document.ts";
import { newContainer, newDatabase } from "./change-definitions.ts";
import { type Container, logicalFor } from "./container.ts";
import { parseContainerDefinition } from "./container-definition.ts";
import { type Engine, etagNumber } from "./engine.ts";
import { ControlEntry, readWriteEntry, type WriteEntry } from "./log-entry.ts";
import { keyOfItem } from "./partition-key.ts";
import { type Change, recordVersions } from "./version-history.ts";

/**
 * Replays one entry of the log. A snapshot may show already what the first entries behind it say; as everything that
 * came after them is replayed too, it ends in the same state. The lists are made afterwards, by `rebuildPartitions`.
 */
export function replayEntry(engine: Engine, text: string): void {
  const entry = parseJson(text);
  if (!isJsonObject(entry)) throw new Error(`The log holds an entry that is not JSON: ${text.slice(0, 80)}`);
  const write = readWriteEntry(entry);
  if (write === null) {
    replayControl(engine, ControlEntry.parse(entry));
    return;
  }
  // The container was dropped later.
  const container = engine.containersByRid.get(write.container);
  if (container !== undefined) replayWrite(engine, container, write);
}

function replayWrite(engine: Engine, container: Container, write: WriteEntry): void {
  const { lsn, timestampS } = write;
  const physical = container.partitions[write.partition];
  if (physical === undefined) throw new Error(`The log names partition ${write.partition}, which is not there.`);
  const removed = write.remove.map((removal) => replayRemove(container, removal));
  const put = write.put.map(({ sequence, json }) => replayPut(engine, container, { sequence, json, lsn }));
  // What a snapshot shows, it shows with its history.
  const { versionRetentionS: retentionS } = container.settings;
  if (retentionS !== null && lsn > physical.lsn) {
    const changes = removed.filter((change) => change !== null);
    recordVersions(physical, [...changes, ...put], { lsn, timestampS, retentionS });
  }
  physical.lsn = Math.max(physical.lsn, lsn);
}

function replayRemove(
  container: Container,
  { keyText, id }: { readonly keyText: string; readonly id: string },
): Change | null {
  const logical = container.logicals.get(keyText);
  const previous = logical?.documents.get(id);
  if (logical === undefined || previous === undefined) return null;
  logical.documents.delete(id);
  if (logical.documents.size === 0) container.logicals.delete(keyText);
  return { previous, next: null };
}

function replayPut(
  engine: Engine,
  container: Container,
  { sequence, json, lsn }: { readonly sequence: number; readonly json: JsonObject; readonly lsn: number },
): Change {
  const key = keyOfItem(json, container.settings.keyPaths);
  if (key instanceof Refusal) throw new Error("The log holds an item without a sound partition key.");
  const logical = logicalFor(container, key);
  const next = documentOf(json, { logical, lsn, sequence });
  container.nextSequence = Math.max(container.nextSequence, sequence + 1);
  engine.lastEtagNumber = Math.max(engine.lastEtagNumber, etagNumber(next.etag));
  const previous = logical.documents.get(next.id) ?? null;
  logical.documents.set(next.id, next);
  container.logicals.set(logical.keyText, logical);
  return { previous, next };
}

function replayContainer(engine: Engine, entry: Extract<ControlEntry, { kind: "container" }>): void {
  const database = [...engine.databases.values()].find(({ rid }) => rid === entry.database);
  // The database was dropped later.
  if (database === undefined) return;
  const { resource, throughput, partitions } = entry;
  const parsed = parseContainerDefinition(resource);
  if (parsed instanceof Refusal) throw new Error(`The log holds a container that is not valid: ${parsed.message}`);
  const known = engine.containersByRid.get(textOf(resource, "_rid"));
  const container = known ?? newContainer({ database, resource, settings: parsed.settings, partitions, throughput });
  container.resource = resource;
  container.settings = parsed.settings;
  container.throughput = throughput;
  container.nextSequence = Math.max(container.nextSequence, entry.nextSequence);
  database.containers.set(container.id, container);
  engine.containersByRid.set(container.rid, container);
}

function dropDatabase(engine: Engine, ridOfDatabase: string): void {
  const database = [...engine.databases.values()].find(({ rid }) => rid === ridOfDatabase);
  if (database === undefined) return;
  for (const { rid } of database.containers.values()) engine.containersByRid.delete(rid);
  engine.databases.delete(database.id);
}

function replayControl(engine: Engine, entry: ControlEntry): void {
  switch (entry.kind) {
    case "numbers":
      engine.lastRidNumber = Math.max(engine.lastRidNumber, entry.rid);
      engine.lastEtagNumber = Math.max(engine.lastEtagNumber, entry.etag);
      return;
    case "database": {
      const fresh = newDatabase(entry.resource, entry.throughput);
      const known = engine.databases.get(fresh.id);
      if (known?.rid === fresh.rid) known.throughput = entry.throughput;
      else engine.databases.set(fresh.id, fresh);
      return;
    }
    case "drop-database":
      dropDatabase(engine, entry.rid);
      return;
    case "container":
      replayContainer(engine, entry);
      return;
    case "drop-container": {
      const container = engine.containersByRid.get(entry.rid);
      container?.database.containers.delete(container.id);
      engine.containersByRid.delete(entry.rid);
      return;
    }
    case "version":
      engine.containersByRid.get(entry.container)?.partitions[entry.partition]?.versions.push(entry.version);
      return;
  }
}
