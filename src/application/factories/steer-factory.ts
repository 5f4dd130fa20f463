import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { liveGroups } from "#contract/live.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { type Order, ordered } from "#domain/factory/lifecycle.ts";

export type SteerFactory = Order & { readonly productId: string; readonly factoryId: string };
type Needs = Pick<Deps, "store" | "entity" | "publisher" | "clock">;

/** FL2: an operator's order. Whoever watches hears of it, and a factory that may take jobs again is news to the queue. */
export async function steerFactory(
  deps: Needs,
  { productId, factoryId, ...order }: SteerFactory,
): Promise<Outcome<FactoryDocument, Refusal<"factory-not-found">>> {
  const factory = await replaceMonotone(deps, FACTORIES, { partition: productId, id: factoryId }, (known) =>
    known === null ? null : ordered(known, order),
  );
  if (factory === null) return refused({ code: "factory-not-found", factoryId });
  await announceFactories(deps, productId, { mayTakeMore: order.lifecycle === "active" });
  return done(factory);
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
