import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type Deps } from "#application/deps.ts";
import { removeFactory } from "#application/factories/remove-factory.ts";
import { announceFactories } from "#application/factories/steer-factory.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { factoryAt, isOver } from "#domain/factory/lifecycle.ts";
import { isGone } from "#domain/factory/silent.ts";

const SWEEP_MAX = 200;
const PRUNER = { kind: "system", id: "prune" } as const;

export type Pruned = { readonly removed: number; readonly freed: number };

/**
 * FL5: removes the factories that were silent for too long, their leases first, and writes down the end of orders that
 * have run out. Each factory is isolated, and nothing is done twice when two sweeps meet.
 */
export async function pruneFactories(deps: Deps): Promise<Pruned> {
  const nowMs = deps.clock.nowMs();
  const [silent, over] = await Promise.all([silentFactories(deps, nowMs), ordersOver(deps, nowMs)]);
  const removed = await Promise.all(
    silent.map((factory) => isolated(deps, "prune.factory", factory.id, () => prune(deps, factory))),
  );
  const freed = await Promise.all(
    over.map((factory) => isolated(deps, "prune.order", factory.id, () => endOrder(deps, factory, nowMs))),
  );
  return {
    removed: removed.filter((each) => each === true).length,
    freed: freed.filter((each) => each === true).length,
  };
}

async function silentFactories(deps: Deps, nowMs: number): Promise<readonly FactoryDocument[]> {
  const sinceMs = nowMs - deps.policy.pruneAfterMs;
  // Who never gave a sign of life has enrolled at some time all the same.
  const { items } = await deps.store.query(FACTORIES, {
    partition: null,
    where: [{ path: "enrolledAtMs", op: "lte", value: sinceMs }],
    limit: SWEEP_MAX,
  });
  return items.map(({ value }) => value).filter((factory) => isGone(factory, deps.policy.pruneAfterMs, nowMs));
}

async function ordersOver(deps: Deps, nowMs: number): Promise<readonly FactoryDocument[]> {
  const { items } = await deps.store.query(FACTORIES, {
    partition: null,
    where: [{ path: "lifecycleUntilMs", op: "lte", value: nowMs }],
    limit: SWEEP_MAX,
  });
  return items.map(({ value }) => value);
}

async function prune(deps: Deps, { id: factoryId, productId }: FactoryDocument): Promise<boolean> {
  const onlyIf = (factory: FactoryDocument, nowMs: number) => isGone(factory, deps.policy.pruneAfterMs, nowMs);
  return (await removeFactory(deps, { productId, factoryId, by: PRUNER, force: true, onlyIf })).ok;
}

async function endOrder(deps: Deps, { id, productId }: FactoryDocument, nowMs: number): Promise<boolean> {
  let ends = false;
  await replaceMonotone(deps, FACTORIES, { partition: productId, id }, (known) => {
    ends = known !== null && isOver(known, nowMs);
    return known === null || !ends ? null : factoryAt(known, nowMs);
  });
  if (ends) await announceFactories(deps, productId, { mayTakeMore: true });
  return ends;
}
