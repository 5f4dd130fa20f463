import { logChanges } from "./commit.ts";
import { type Container } from "./container.ts";
import { type Engine } from "./engine.ts";
import { removeDocument } from "./place.ts";

/**
 * Deletes what has expired. It runs before every operation on the container, so nothing else has to think of time; with
 * nothing to do it costs one comparison a partition.
 */
export function sweepExpired(engine: Engine, container: Container): void {
  if (container.settings.defaultTtlS === null) return;
  const nowMs = engine.nowMs();
  for (const physical of container.partitions) {
    const removed = physical.expiries.takeExpired(nowMs);
    if (removed.length === 0) continue;
    physical.lsn += 1;
    for (const document of removed) removeDocument(container, document);
    const changes = removed.map((previous) => ({ previous, next: null }));
    const durable = logChanges(engine, container, { physical, changes });
    // Nobody waits for it: what the log does not keep is expired after a restart too. A log that failed says so itself.
    durable?.catch(() => undefined);
  }
}
