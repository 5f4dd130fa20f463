import { type Deps } from "#application/deps.ts";
import { type ContainerName } from "#application/ports/collections.ts";

/**
 * Creates documents whose content follows from their id, so that whoever comes second finds what it would have written.
 * All in one batch where nobody was before; one by one where somebody got part of the way.
 */
export async function createIfAbsent(
  deps: Pick<Deps, "store">,
  container: ContainerName,
  partition: string,
  docs: readonly { readonly id: string }[],
): Promise<void> {
  const writes = docs.map((doc) => ({ kind: "create", doc }) as const);
  const all = await deps.store.commit(container, partition, writes);
  if (all.ok || writes.length === 1) return;
  await Promise.all(writes.map((write) => deps.store.commit(container, partition, [write])));
}
