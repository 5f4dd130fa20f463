import { type Deps } from "#application/deps.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { JOB_ADDRESSES } from "#application/ports/collections.ts";
import { unblockById } from "#application/relay/unblock-dependants.ts";

const PAGE_MAX = 40;
const PAGES_MAX = 25;

/** The second chance of a job whose news was lost. Gives how many were looked at. */
export async function sweepBlocked(deps: Deps): Promise<number> {
  let cursor: string | null = null;
  let seen = 0;
  for (let page = 0; page < PAGES_MAX; page++) {
    // Sequential on purpose: a page is read when the one before it is done with, so that a sweep stays small.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const { items, nextCursor }: Awaited<ReturnType<typeof blockedPage>> = await blockedPage(deps, cursor);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await Promise.all(
      items.map(({ value }) =>
        isolated(deps, "reaper.unblock", value.id, () => unblockById(deps, value.productId, value.id)),
      ),
    );
    seen += items.length;
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return seen;
}

const blockedPage = (deps: Deps, cursor: string | null) =>
  deps.store.query(JOB_ADDRESSES, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "blocked" },
    ],
    limit: PAGE_MAX,
    cursor,
  });
