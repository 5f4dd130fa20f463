import { type Container } from "./container.ts";
import { type Engine, secondsOf } from "./engine.ts";
import { writeEntryText } from "./log-entry.ts";
import { type PhysicalPartition } from "./partition.ts";
import { insertDocument, removeDocument, replaceDocument } from "./place.ts";
import { type Staging } from "./staging.ts";
import { type Change, recordVersions } from "./version-history.ts";

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

type Write = { readonly physical: PhysicalPartition; readonly changes: readonly Change[] };

/** Logs what was changed in one physical partition and says when it is durable: null for at once. */
export function logChanges(engine: Engine, container: Container, { physical, changes }: Write): Promise<void> | null {
  const { lsn } = physical;
  const timestampS = secondsOf(engine.nowMs());
  const { versionRetentionS: retentionS } = container.settings;
  if (retentionS !== null) recordVersions(physical, changes, { lsn, timestampS, retentionS });
  const text = writeEntryText({ container, partition: physical.index, lsn, timestampS }, changes);
  const appended = engine.journal.append(text);
  if (appended !== null) return untilDurable(engine, container, { physical, lsn, appended });
  physical.durableLsn = lsn;
  notify(engine, container);
  return null;
}

/** An item that was deleted and created again in one batch is another item: two changes. */
function changesOf({ logical, changes }: Staging): Change[] {
  const all: Change[] = [];
  for (const [id, next] of changes) {
    const previous = logical.documents.get(id) ?? null;
    if (previous === null || next === null || previous.sequence === next.sequence) {
      if (next !== null) all.push({ previous, next });
      else if (previous !== null) all.push({ previous, next });
      continue;
    }
    all.push({ previous, next: null }, { previous: null, next });
  }
  // New items go to the end of the lists, so they have to come in the order of their sequences.
  return all.sort((a, b) => (a.next?.sequence ?? 0) - (b.next?.sequence ?? 0));
}

/** Makes what was staged true, all of it at once, and logs it. Null when it is durable already. */
export function commit(engine: Engine, staging: Staging): Promise<void> | null {
  const { container, logical } = staging;
  const { physical } = logical;
  if (staging.changes.size === 0) return null;
  const changes = changesOf(staging);
  physical.lsn = staging.lsn;
  for (const { previous, next } of changes) {
    if (next === null) removeDocument(container, previous);
    else if (previous === null) insertDocument(container, next);
    else replaceDocument(container, previous, next);
  }
  return logChanges(engine, container, { physical, changes });
}
