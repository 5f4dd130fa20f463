import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { type EventDocument } from "#contract/event.ts";
import { groupBy } from "#contract/group-by.ts";
import { liveGroups } from "#contract/live.ts";
import { toTimestamp } from "#contract/time.ts";
import { type Deps } from "#application/deps.ts";
import { QUEUE_STATES } from "#application/ports/collections.ts";
import { eventView } from "#application/views/event-view.ts";

const EVENTS_PER_MESSAGE_MAX = 100;
const PRODUCTS_MAX = 500;

/** Fans a batch of the events' change feed out to those who watch: one message a product, so that a burst stays cheap. */
export async function broadcastEvents(deps: Pick<Deps, "publisher">, events: readonly EventDocument[]): Promise<void> {
  const byProduct = groupBy(events, ({ productId }) => productId);
  await Promise.all(
    [...byProduct].flatMap(([productId, all]) =>
      chunks(all).map((chunk) =>
        deps.publisher.publish(liveGroups.product(productId), {
          type: "events",
          productId,
          events: chunk.map(eventView),
        }),
      ),
    ),
  );
}

/** Says that the line is alive, and which version the queue has: silence for two ticks means that the line is not. */
export async function broadcastTicks(deps: Pick<Deps, "store" | "publisher" | "clock">): Promise<void> {
  const { items } = await deps.store.query(QUEUE_STATES, {
    partition: null,
    where: [{ path: "id", op: "eq", value: QUEUE_STATE_ID }],
    limit: PRODUCTS_MAX,
  });
  const serverTime = toTimestamp(deps.clock.nowMs());
  await Promise.all(
    items.map(({ value: { productId, version } }) =>
      deps.publisher.publish(liveGroups.product(productId), { type: "tick", productId, version, serverTime }),
    ),
  );
}

const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / EVENTS_PER_MESSAGE_MAX) }, (_, index) =>
    all.slice(index * EVENTS_PER_MESSAGE_MAX, (index + 1) * EVENTS_PER_MESSAGE_MAX),
  );
