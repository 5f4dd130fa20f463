import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";

/** A longer chain of waiting jobs is taken to lead to the target: better a refusal than jobs that wait for each other. */
const LEVELS_MAX = 40;
const LEVEL_JOBS_MAX = 200;

/**
 * DG4: whether one of the jobs waits for the target, itself or through others. References only ever name jobs that are
 * there, so a child that joins its parent is the one way in which a circle could close.
 */
export async function waitsFor(
  deps: Pick<Deps, "store">,
  productId: string,
  { from, target }: { readonly from: readonly string[]; readonly target: string },
): Promise<boolean> {
  const seen = new Set<string>();
  let level = [...from];
  for (let depth = 0; depth < LEVELS_MAX && level.length <= LEVEL_JOBS_MAX; depth++) {
    if (level.includes(target)) return true;
    if (level.length === 0) return false;
    for (const id of level) seen.add(id);
    // Sequential on purpose: each level is what the one before it waits for.
    // oxlint-disable-next-line no-await-in-loop -- see above
    level = (await depsOfBlocked(deps, productId, level)).filter((id) => !seen.has(id));
  }
  return true;
}

/** Only a blocked job still waits for anything. */
async function depsOfBlocked(
  deps: Pick<Deps, "store">,
  productId: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { items } = await deps.store.query(JOBS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "blocked" },
      { path: "id", op: "in", values: ids },
    ],
    limit: LEVEL_JOBS_MAX,
  });
  return [...new Set(items.flatMap(({ value }) => value.deps))];
}
