import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type Factory, STALE_AFTER_MS } from "#contract/factory.ts";
import { toTimestamp } from "#contract/time.ts";
import { factoryAt } from "#domain/factory/lifecycle.ts";

/** The factory as it crosses the wire, with what can be said of it only now: its seats in use, and whether it is stale. */
export const factoryView = (
  factory: FactoryDocument,
  now: { readonly seatsUsed: number; readonly nowMs: number },
): Factory => {
  const { lifecycle, lifecycleBy, lifecycleNote, lifecycleUntilMs } = factoryAt(factory, now.nowMs);
  return {
    id: factory.id,
    productId: factory.productId,
    name: factory.name,
    capabilities: factory.capabilities,
    health: factory.health,
    load: factory.load,
    seatLimit: factory.seatLimit,
    seatsUsed: now.seatsUsed,
    lifecycle,
    lifecycleBy,
    lifecycleNote,
    lifecycleUntil: lifecycleUntilMs === null ? null : toTimestamp(lifecycleUntilMs),
    version: factory.version,
    stale: isStale(factory, now.nowMs),
    enrolledAt: toTimestamp(factory.enrolledAtMs),
    lastHeartbeatAt: factory.lastHeartbeatAtMs === null ? null : toTimestamp(factory.lastHeartbeatAtMs),
  };
};

export const isStale = (factory: FactoryDocument, nowMs: number): boolean =>
  factory.lastHeartbeatAtMs === null || nowMs - factory.lastHeartbeatAtMs > STALE_AFTER_MS;
