import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { liveGroups } from "#contract/live.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { factoryAt, isOver } from "#domain/factory/lifecycle.ts";

export type Heartbeat = Pick<
  FactoryDocument,
  "capabilities" | "seatLimit" | "version" | "bootId" | "health" | "load"
> & {
  readonly productId: string;
  readonly factoryId: string;
  readonly draining: boolean;
};

/** FA2: a beat of an earlier boot changes nothing; new capabilities can make jobs claimable, so they step the version. */
export async function heartbeat(
  deps: Pick<Deps, "store" | "entity" | "publisher" | "clock">,
  beat: Heartbeat,
): Promise<Outcome<FactoryDocument, Refusal<"factory-not-found">>> {
  const nowMs = deps.clock.nowMs();
  let widened = false;
  const factory = await replaceMonotone(deps, FACTORIES, { partition: beat.productId, id: beat.factoryId }, (known) => {
    if (known === null || known.bootId > beat.bootId) return null;
    widened = changesWhatItTakes(known, beat) || isOver(known, nowMs);
    return beaten(factoryAt(known, nowMs), beat, nowMs);
  });
  if (factory === null) return refused({ code: "factory-not-found", factoryId: beat.factoryId });
  if (widened) {
    await deps.entity.signal(beat.productId, { op: "bump", coversAtMs: nowMs });
    await deps.publisher.publish(liveGroups.product(beat.productId), { type: "factories", productId: beat.productId });
  }
  return done(factory);
}

const changesWhatItTakes = (known: FactoryDocument, beat: Heartbeat): boolean =>
  known.lastHeartbeatAtMs === null ||
  known.seatLimit < beat.seatLimit ||
  known.health !== beat.health ||
  beat.capabilities.some((token) => !known.capabilities.includes(token));

/** A drain that the factory asks for is its own to end; one that an operator ordered is not. */
function beaten(known: FactoryDocument, beat: Heartbeat, nowMs: number): FactoryDocument {
  const own = known.lifecycle === "active" || (known.lifecycle === "draining" && known.lifecycleBy === null);
  return {
    ...known,
    capabilities: beat.capabilities,
    seatLimit: beat.seatLimit,
    version: beat.version,
    bootId: beat.bootId,
    health: beat.health,
    load: beat.load,
    lifecycle: own ? (beat.draining ? "draining" : "active") : known.lifecycle,
    lastHeartbeatAtMs: Math.max(known.lastHeartbeatAtMs ?? 0, nowMs),
  };
}
