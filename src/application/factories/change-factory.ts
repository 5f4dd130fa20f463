import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";

const ATTEMPTS_MAX = 12;
const PAUSE_BASE_MS = 10;
const PAUSE_CAP_MS = 200;

type OfFactory = { readonly productId: string; readonly factoryId: string };
type Needs = Pick<Deps, "store" | "sleep" | "random">;

/** One change of one factory, under the version that was read. People and heartbeats may be at it at the same time. */
export async function changeFactory(
  deps: Needs,
  { productId, factoryId }: OfFactory,
  change: (known: FactoryDocument) => FactoryDocument,
): Promise<Outcome<FactoryDocument, Refusal<"factory-not-found" | "contention">>> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    // Sequential on purpose: a lost race is decided anew from what won it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const known = await deps.store.read(FACTORIES, productId, factoryId);
    if (known === null) return refused({ code: "factory-not-found", factoryId });
    const doc = change(known.value);
    const write = { kind: "replace", doc, expected: known.version } as const;
    // oxlint-disable-next-line no-await-in-loop -- see above
    const result = await deps.store.commit("fleet_factories", productId, [write]);
    if (result.ok) return done(doc);
    const pauseMs = Math.min(PAUSE_CAP_MS, PAUSE_BASE_MS * 2 ** attempt) * deps.random.next();
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.sleep(pauseMs);
  }
  return refused({ code: "contention", retryAfterMs: 500 });
}
