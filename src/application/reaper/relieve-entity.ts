import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { type Deps } from "#application/deps.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { FACTORIES, OPERATIONS, QUEUE_STATES } from "#application/ports/collections.ts";
import { stepQueueVersion } from "#application/product/step-queue-version.ts";
import { FACTORIES_MAX } from "#application/routability.ts";

/** How far the queue's version may be behind the newest change that it should cover. */
const LAG_MAX_MS = 15_000;

/**
 * The entity may be late or stuck, and nothing may depend on its being on time: where the version is too far behind,
 * the reaper steps it itself and says so. Gives how many products were behind.
 */
export async function relieveEntity(deps: Deps): Promise<number> {
  const { items } = await deps.store.query(FACTORIES, { partition: null, where: [], limit: FACTORIES_MAX });
  const products = [...new Set(items.map(({ value }) => value.productId))];
  const late = await Promise.all(products.map((id) => isolated(deps, "reaper.entity", id, () => relieve(deps, id))));
  return late.filter((each) => each === true).length;
}

async function relieve(deps: Deps, productId: string): Promise<boolean> {
  const [newest, state] = await Promise.all([
    deps.store.query(OPERATIONS, {
      partition: productId,
      where: [
        { path: "kind", op: "eq", value: "op" },
        { path: "wakes", op: "eq", value: true },
      ],
      orderBy: [{ path: "atMs", direction: "desc" }],
      limit: 1,
    }),
    deps.store.read(QUEUE_STATES, productId, QUEUE_STATE_ID),
  ]);
  const changedAtMs = newest.items[0]?.value.atMs;
  if (changedAtMs === undefined || (state?.value.coversAtMs ?? 0) >= changedAtMs) return false;
  const lagMs = deps.clock.nowMs() - changedAtMs;
  if (lagMs < LAG_MAX_MS) return false;
  await stepQueueVersion(deps, productId, changedAtMs);
  await deps.entity.signal(productId, { op: "rebuild" });
  deps.log.warn("alert.entity_lag", { productId, lagMs });
  return true;
}
