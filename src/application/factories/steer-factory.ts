import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { liveGroups } from "#contract/live.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { changeFactory } from "#application/factories/change-factory.ts";
import { type Outcome } from "#application/outcome.ts";
import { type Order, ordered } from "#domain/factory/lifecycle.ts";

export type SteerFactory = Order & { readonly productId: string; readonly factoryId: string };
type Needs = Pick<Deps, "store" | "sleep" | "random" | "entity" | "publisher" | "clock">;

/** FL2: an operator's order. Whoever watches hears of it, and a factory that may take jobs again is news to the queue. */
export async function steerFactory(
  deps: Needs,
  { productId, factoryId, ...order }: SteerFactory,
): Promise<Outcome<FactoryDocument, Refusal<"factory-not-found" | "contention">>> {
  const changed = await changeFactory(deps, { productId, factoryId }, (known) => ordered(known, order));
  if (!changed.ok) return changed;
  await announceFactories(deps, productId, { mayTakeMore: order.lifecycle === "active" });
  return changed;
}

/** Tells those who watch; where a factory may take more than before, the queue's version steps and the others are woken. */
export async function announceFactories(
  deps: Pick<Deps, "entity" | "publisher" | "clock">,
  productId: string,
  { mayTakeMore }: { readonly mayTakeMore: boolean },
): Promise<void> {
  if (mayTakeMore) {
    await deps.entity.signal(productId, { op: "bump", coversAtMs: deps.clock.nowMs() });
    await deps.publisher.publish(liveGroups.wake(productId), { type: "wake", productId });
  }
  await deps.publisher.publish(liveGroups.product(productId), { type: "factories", productId });
}
