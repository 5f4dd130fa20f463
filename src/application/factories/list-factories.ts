import { type Factory } from "#contract/factory.ts";
import { type Deps } from "#application/deps.ts";
import { FACTORIES, SEATS } from "#application/ports/collections.ts";
import { FACTORIES_MAX } from "#application/routability.ts";
import { factoryView } from "#application/views/factory-view.ts";

const SEATS_IN_USE_MAX = 5_000;

/** The product's factories by name, each with the seats that are really in use. */
export async function listFactories(
  deps: Pick<Deps, "store" | "clock">,
  productId: string,
): Promise<readonly Factory[]> {
  const [factories, seats] = await Promise.all([
    deps.store.query(FACTORIES, { partition: productId, where: [], limit: FACTORIES_MAX }),
    deps.store.query(SEATS, {
      partition: productId,
      where: [{ path: "kind", op: "eq", value: "seat" }],
      limit: SEATS_IN_USE_MAX,
    }),
  ]);
  const used = new Map<string, number>();
  for (const { value } of seats.items) used.set(value.factoryId, (used.get(value.factoryId) ?? 0) + 1);
  const nowMs = deps.clock.nowMs();
  return factories.items
    .map(({ value }) => factoryView(value, { seatsUsed: used.get(value.id) ?? 0, nowMs }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
