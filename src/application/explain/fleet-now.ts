import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type Deps } from "#application/deps.ts";
import { FACTORIES, SEATS } from "#application/ports/collections.ts";
import { FACTORIES_MAX } from "#application/routability.ts";
import { factoryAt } from "#domain/factory/lifecycle.ts";

const SEATS_IN_USE_MAX = 5_000;

export type FleetNow = {
  readonly factories: readonly FactoryDocument[];
  /** By factory; one that is not listed has none in use. */
  readonly seatsUsed: ReadonlyMap<string, number>;
};

/** The product's factories as they are at this instant, and the seats that are really in use. Two queries. */
export async function fleetNow(deps: Pick<Deps, "store" | "clock">, productId: string): Promise<FleetNow> {
  const [factories, seats] = await Promise.all([
    deps.store.query(FACTORIES, { partition: productId, where: [], limit: FACTORIES_MAX }),
    deps.store.query(SEATS, {
      partition: productId,
      where: [{ path: "kind", op: "eq", value: "seat" }],
      limit: SEATS_IN_USE_MAX,
    }),
  ]);
  const seatsUsed = new Map<string, number>();
  for (const { value } of seats.items) seatsUsed.set(value.factoryId, (seatsUsed.get(value.factoryId) ?? 0) + 1);
  const nowMs = deps.clock.nowMs();
  return { factories: factories.items.map(({ value }) => factoryAt(value, nowMs)), seatsUsed };
}
