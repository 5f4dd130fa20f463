import { type Engine } from "./engine.ts";
import { containerEntry, type ControlEntry, databaseEntry, writeEntryText } from "./log-entry.ts";

/**
 * Everything there is, as entries that replay to it. What is to be written is settled when this is called; the texts are
 * made as they are asked for, so that a large store does not stop while it is written down.
 */
export function snapshotEntries(engine: Engine): Iterable<string> {
  const numbers: ControlEntry = { kind: "numbers", rid: engine.lastRidNumber, etag: engine.lastEtagNumber };
  const databases = [...engine.databases.values()];
  const containers = databases.flatMap((database) => [...database.containers.values()]);
  const control: ControlEntry[] = [numbers, ...databases.map(databaseEntry), ...containers.map(containerEntry)];
  const contents = containers.flatMap((container) =>
    container.partitions.map((physical) => ({
      container,
      partition: physical.index,
      lsn: physical.lsn,
      documents: physical.bySequence.current(),
      versions: [...physical.versions],
    })),
  );
  return (function* texts() {
    for (const entry of control) yield JSON.stringify(entry);
    for (const { documents, versions, ...place } of contents) {
      // The partition's LSN may be that of a delete, which no item shows.
      yield writeEntryText({ ...place, timestampS: 0 }, []);
      for (const next of documents) {
        const { lsn, timestampS } = next;
        yield writeEntryText({ ...place, lsn, timestampS }, [{ previous: null, next }]);
      }
      const { container, partition } = place;
      for (const version of versions)
        yield JSON.stringify({ kind: "version", container: container.rid, partition, version });
    }
  })();
}
