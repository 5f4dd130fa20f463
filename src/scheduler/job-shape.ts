import { budgetRefusal } from "./budget-fit.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { type JobView, type ProductView } from "./types.ts";

/**
 * Jobs of one class that no factory can tell apart but by age, by concurrency key and by being named: they require
 * and prefer the same capabilities and cost the same. So the oldest of them goes first, except that one which names
 * the factory may go before it; and of those which do, again the oldest.
 */
export type JobShape = Readonly<{
  requires: readonly string[];
  isEmpty: () => boolean;
  insert: (job: JobView) => void;
  remove: (job: JobView) => void;
  isAffordable: (product: ProductView) => boolean;
  /** The one or two jobs of this shape that can be the factory's next. */
  contenders: (factoryId: string, product: ProductView, nowMs: number) => readonly JobView[];
}>;

/** Equal for jobs of one shape. */
export const shapeKeyOf = (job: JobView): string =>
  JSON.stringify([
    [...job.requires].sort(),
    [...job.preferredCapabilities].sort(),
    job.estimateMicroUsd,
    job.budgetMicroUsd,
  ]);

const NOBODY: readonly JobView[] = [];

export function createJobShape(sample: JobView): JobShape {
  const all = createLanes();
  const naming = new Map<string, Lanes>();

  return {
    requires: sample.requires,
    isEmpty: all.isEmpty,
    insert: (job) => {
      all.insert(job);
      for (const factoryId of new Set(job.preferredFactoryIds)) {
        const lanes = naming.get(factoryId) ?? createLanes();
        naming.set(factoryId, lanes);
        lanes.insert(job);
      }
    },
    remove: (job) => {
      all.remove(job);
      for (const factoryId of new Set(job.preferredFactoryIds)) {
        naming.get(factoryId)?.remove(job);
        if (naming.get(factoryId)?.isEmpty()) naming.delete(factoryId);
      }
    },
    isAffordable: (product) => budgetRefusal(sample, product.budget) === null,
    contenders: (factoryId, product, nowMs) => {
      const oldest = all.oldestStartable(product, nowMs);
      const named = naming.get(factoryId)?.oldestStartable(product, nowMs) ?? null;
      if (oldest === null) return NOBODY;
      return named === null || named === oldest ? [oldest] : [oldest, named];
    },
  };
}
