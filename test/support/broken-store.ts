import { type Store, StoreUnavailable } from "#application/ports/store.ts";

export type Operation = {
  readonly number: number;
  readonly kind: "read" | "query" | "commit" | "touch";
  readonly what: string;
};
/** `refused`: it did not happen. `lost`: it happened, and nobody was told. */
export type Fate = "done" | "refused" | "lost";

/** A store that does to each operation, counted from 1, what the fate says. */
export function createBrokenStore(inner: Store, fateOf: (operation: Operation) => Fate): Store {
  let number = 0;
  const meet = async <T>(kind: Operation["kind"], what: string, work: () => Promise<T>): Promise<T> => {
    number += 1;
    const fate = fateOf({ number, kind, what });
    if (fate === "refused") throw new StoreUnavailable(`operation ${number} was refused`, 1);
    const result = await work();
    if (fate === "lost") throw new StoreUnavailable(`the reply to operation ${number} was lost`, 1);
    return result;
  };
  return {
    read: (collection, partition, id, options) =>
      meet("read", `${collection.container}/${id}`, () => inner.read(collection, partition, id, options)),
    query: (collection, query) => meet("query", collection.container, () => inner.query(collection, query)),
    commit: (container, partition, writes) =>
      meet("commit", container, () => inner.commit(container, partition, writes)),
    touch: (collection, partition, id, touch) =>
      meet("touch", `${collection.container}/${id}`, () => inner.touch(collection, partition, id, touch)),
  };
}

/** A process that dies at its `last` operation: nothing that comes after it happens, and itself only when it is `lost`. */
export const dyingAt =
  (last: number, fate: "refused" | "lost") =>
  ({ number }: Operation): Fate =>
    number < last ? "done" : number === last ? fate : "refused";

/** One bad moment: only the operation with this number suffers. */
export const onceAt =
  (at: number, fate: "refused" | "lost") =>
  ({ number }: Operation): Fate =>
    number === at ? fate : "done";
