import { type Container } from "./container.ts";
import { type Engine } from "./engine.ts";
import { writeEntryText } from "./log-entry.ts";
import { type Document, type PhysicalPartition } from "./partition.ts";
import { insertDocument, removeDocument, replaceDocument } from "./place.ts";
import { type Staging } from "./staging.ts";

/** Not at once: a listener that fails, or writes in turn, must not do so in the middle of the request that it hears of. */
function notify(engine: Engine, container: Container): void {
  for (const listener of engine.listeners) queueMicrotask(() => listener(container.database.id, container.id));
}

async function untilDurable(
  engine: Engine,
  container: Container,
  write: { readonly physical: PhysicalPartition; readonly lsn: number; readonly appended: Promise<void> },
): Promise<void> {
  await write.appended;
  write.physical.durableLsn = Math.max(write.physical.durableLsn, write.lsn);
  notify(engine, container);
}

/** Logs what was changed in one physical partition and says when it is durable: null for at once. */
export function logChanges(
  engine: Engine,
  container: Container,
  changes: {
    readonly physical: PhysicalPartition;
    readonly put: readonly Document[];
    readonly removed: readonly Document[];
  },
): Promise<void> | null {
  const { physical, put, removed } = changes;
  const { lsn } = physical;
  const removals = removed.map(({ id, logical }) => ({ keyText: logical.keyText, id }));
  const appended = engine.journal.append(writeEntryText({ container, partition: physical.index, lsn }, put, removals));
  if (appended !== null) return untilDurable(engine, container, { physical, lsn, appended });
  physical.durableLsn = lsn;
  notify(engine, container);
  return null;
}

/** Makes what was staged true, all of it at once, and logs it. Null when it is durable already. */
export function commit(engine: Engine, staging: Staging): Promise<void> | null {
  const { container, logical, changes } = staging;
  if (changes.size === 0) return null;
  const { physical } = logical;
  const put: Document[] = [];
  const removed: Document[] = [];
  physical.lsn = staging.lsn;
  for (const [id, next] of changes) {
    const current = logical.documents.get(id);
    const replaces = current !== undefined && current.sequence === next?.sequence;
    if (replaces && next !== null) replaceDocument(container, current, next);
    if (!replaces && current !== undefined) {
      removeDocument(container, current);
      removed.push(current);
    }
    if (next !== null) put.push(next);
  }
  // New items go to the end of the lists, so they have to come in the order of their sequences.
  put.sort((a, b) => a.sequence - b.sequence);
  for (const document of put) {
    if (logical.documents.get(document.id) !== document) insertDocument(container, document);
  }
  return logChanges(engine, container, { physical, put, removed });
}
