import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type AddressedSignal,
  type EntityAddress,
  type EntityBatch,
  entityId,
  type EntityRecord,
  entityRecordSchema,
  type EntitySignal,
} from "./entity-records.ts";
import { type Journal, openJournal, readJournal } from "./journal.ts";

/** An entity at rest: its state as JSON text, and the operations that wait for it, oldest first. */
export type StoredEntity = EntityAddress &
  Readonly<{ exists: boolean; state: string | null; queue: readonly EntitySignal[] }>;

/** Entities and their queues. A change is visible, and its promise resolved, once it is on disk. */
export type EntityStore = Readonly<{
  get(address: EntityAddress): StoredEntity | undefined;
  all(): readonly StoredEntity[];
  accept(signal: AddressedSignal): Promise<void>;
  complete(batch: EntityBatch): Promise<void>;
  close(): Promise<void>;
}>;

type KeptEntity = EntityAddress & Readonly<{ exists: boolean; state: string | null; queue: EntitySignal[] }>;
type Entities = Map<string, KeptEntity>;

const JOURNAL_FILE = "entities.journal";

/** Without a folder nothing outlives the process. */
const memoryJournal: Journal = {
  append: async (_record, onDurable) => onDurable(),
  flushed: async () => {},
  close: async () => {},
};

/** Opens the entities of a folder (created when missing), or of this process alone when `folder` is null. */
export async function openEntityStore(options: { folder: string | null; fsync: boolean }): Promise<EntityStore> {
  const entities: Entities = new Map();
  const journal = options.folder === null ? memoryJournal : await load(entities, options.folder, options.fsync);
  const write = (record: EntityRecord) => journal.append(record, () => applyRecord(entities, record));
  return {
    get: (address) => entities.get(entityId(address)),
    all: () => [...entities.values()],
    accept: (signal) => write({ type: "signal", ...signal }),
    complete: write,
    close: () => journal.close(),
  };
}

async function load(entities: Entities, folder: string, fsync: boolean): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, JOURNAL_FILE);
  for (const record of await readJournal(file)) applyRecord(entities, entityRecordSchema.parse(record));
  const snapshot = () => [...entities.values()].map(toRecord);
  return openJournal({ file, fsync, snapshot });
}

function toRecord({ name, key, exists, state, queue }: KeptEntity): EntityRecord {
  return { type: "entity", name, key, exists, state, queue };
}

function applyRecord(entities: Entities, record: EntityRecord): void {
  switch (record.type) {
    case "signal":
      enqueue(entities, record);
      return;
    case "batch": {
      const queue = entities.get(entityId(record))?.queue.slice(record.taken) ?? [];
      put(entities, { name: record.name, key: record.key, exists: record.exists, state: record.state, queue });
      for (const sent of record.sent) enqueue(entities, sent);
      return;
    }
    case "entity": {
      const { name, key, exists, state, queue } = record;
      put(entities, { name, key, exists, state, queue });
    }
  }
}

function enqueue(entities: Entities, { name, key, signal }: AddressedSignal): void {
  const known = entities.get(entityId({ name, key }));
  // Pushed in place: a burst to one entity must not copy its queue with every signal.
  if (known === undefined) put(entities, { name, key, exists: false, state: null, queue: [signal] });
  else known.queue.push(signal);
}

/** An entity that neither exists nor has work is forgotten. */
function put(entities: Entities, entity: KeptEntity): void {
  if (!entity.exists && entity.queue.length === 0) entities.delete(entityId(entity));
  else entities.set(entityId(entity), entity);
}
