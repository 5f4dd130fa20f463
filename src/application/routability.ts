import { type Manifest } from "#contract/manifest/manifest.ts";
import { type Deps } from "#application/deps.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { isStale } from "#application/views/factory-view.ts";
import { missingCapabilities, nearestCapability } from "#scheduler/index.ts";

export const FACTORIES_MAX = 1_000;

export type MissingCapability = { readonly capability: string; readonly nearest: string | null };

/** SU3: what no live factory offers, with the advertised token that is nearest to it. Empty when one factory has it all. */
export async function routability(
  deps: Pick<Deps, "store" | "clock">,
  productId: string,
  manifest: Manifest,
): Promise<{ readonly missing: readonly MissingCapability[] }> {
  const nowMs = deps.clock.nowMs();
  const { items } = await deps.store.query(FACTORIES, { partition: productId, where: [], limit: FACTORIES_MAX });
  const live = items.map(({ value }) => value).filter((factory) => !isStale(factory, nowMs));
  const required = [...new Set([...manifest.capabilities, `engine:${manifest.engine}`])];
  if (live.some((factory) => missingCapabilities(required, factory.capabilities).length === 0)) return { missing: [] };
  const advertised = [...new Set(live.flatMap((factory) => factory.capabilities))];
  const absent = missingCapabilities(required, advertised);
  // Each is offered, only never by one factory together: then all of them are what is missing.
  const missing = absent.length > 0 ? absent : required;
  return { missing: missing.map((capability) => ({ capability, nearest: nearestCapability(capability, advertised) })) };
}

type FactoryFit = {
  readonly factoryId: string;
  readonly name: string;
  readonly live: boolean;
  readonly missing: string[];
};

/** The same factory by factory, for whoever asks before submitting: what each lacks, by name. */
export async function routabilityMatrix(
  deps: Pick<Deps, "store" | "clock">,
  productId: string,
  required: readonly string[],
): Promise<readonly FactoryFit[]> {
  const nowMs = deps.clock.nowMs();
  const { items } = await deps.store.query(FACTORIES, { partition: productId, where: [], limit: FACTORIES_MAX });
  return items
    .map(({ value }) => ({
      factoryId: value.id,
      name: value.name,
      live: !isStale(value, nowMs),
      missing: [...missingCapabilities(required, value.capabilities)],
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
