import { type Deps } from "#application/deps.ts";
import { type Collection } from "#application/ports/collections.ts";
import { StoreUnavailable } from "#application/ports/store.ts";

const ATTEMPTS_MAX = 12;

/** Creates or replaces one document; `next` gives what it should be, or null when what is there is as new. */
export async function replaceMonotone<T extends { readonly id: string }>(
  deps: Pick<Deps, "store">,
  collection: Collection<T>,
  at: { readonly partition: string; readonly id: string },
  next: (known: T | null) => T | null,
): Promise<T | null> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    // Sequential on purpose: a lost race is decided anew from what won it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const known = await deps.store.read(collection, at.partition, at.id);
    const doc = next(known?.value ?? null);
    if (doc === null) return known?.value ?? null;
    const write =
      known === null
        ? ({ kind: "create", doc } as const)
        : ({ kind: "replace", doc, expected: known.version } as const);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const result = await deps.store.commit(collection.container, at.partition, [write]);
    if (result.ok) return doc;
  }
  throw new StoreUnavailable(`${collection.container}/${at.id} is written by too many at once`, 1_000);
}
