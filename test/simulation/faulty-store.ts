import { type MemoryStore } from "#adapters/memory/memory-store.ts";
import { type ContainerName } from "#application/ports/collections.ts";
import { type Store } from "#application/ports/store.ts";
import { type Kernel, type Process } from "./kernel.ts";

/** On whose behalf a write is made: what the invariants need to know and no document says. */
export type Behalf = { readonly factoryId: string; readonly epoch: number } | null;

/** The product's memory store behind a network that loses things, as one process sees it. */
export function createFaultyStore(
  kernel: Kernel,
  owner: Process,
  memory: MemoryStore,
  onWrite: (write: Attributed) => void,
  behalf: Behalf,
): Store {
  const attributed = <T>(container: ContainerName, apply: () => Promise<T>) => {
    onWrite({ container, behalf });
    return apply();
  };
  return {
    read: (collection, partition, id) =>
      kernel.io(owner, `read ${collection.container}/${id}`, () => memory.read(collection, partition, id)),
    query: (collection, query) =>
      kernel.io(owner, `query ${collection.container}`, () => memory.query(collection, query)),
    commit: (container, partition, writes) =>
      kernel.io(
        owner,
        `commit ${container} ${writes.map((write) => `${write.kind} ${write.kind === "delete" ? write.id : write.doc.id}`).join(", ")}`,
        () => attributed(container, () => memory.commit(container, partition, writes)),
      ),
    touch: (collection, partition, id, touch) =>
      kernel.io(owner, `touch ${id}`, () =>
        attributed(collection.container, () => memory.touch(collection, partition, id, touch)),
      ),
  };
}

/** Said just before the store applies a write, so that what follows at once is known to be this one's. */
export type Attributed = { readonly container: ContainerName; readonly behalf: Behalf };
