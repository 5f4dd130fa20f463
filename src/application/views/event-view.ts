import { type EventDocument } from "#contract/event.ts";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { toTimestamp } from "#contract/time.ts";

/** The event as it crosses the wire: the kind beside its facts. */
export function eventView(event: EventDocument): FleetEvent {
  const { type, ...data } = event.facts;
  return {
    productId: event.productId,
    jobId: event.jobId,
    seq: event.seq,
    type,
    at: toTimestamp(event.atMs),
    actor: event.actor,
    stage: event.stage,
    epoch: event.epoch,
    data,
  };
}
