import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";
import { DEPTH_MAX } from "#domain/dag/depth.ts";

/** How many jobs the job is below its root; at `DEPTH_MAX` it stops counting. */
export async function depthOf(
  deps: Pick<Deps, "store">,
  { productId, parentId }: { readonly productId: string; readonly parentId: string | null },
): Promise<number> {
  let above = parentId;
  let depth = 0;
  while (above !== null && depth < DEPTH_MAX) {
    // Sequential on purpose: each job alone knows who is above it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    above = (await deps.store.read(JOBS, productId, above))?.value.parentId ?? null;
    depth++;
  }
  return depth;
}
