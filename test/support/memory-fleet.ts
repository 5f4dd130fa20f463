import { createMemoryBlobs } from "#adapters/memory/memory-blobs.ts";
import { createMemoryStore, type MemoryStore } from "#adapters/memory/memory-store.ts";
import { secrets } from "#adapters/system/secrets.ts";
import { createBudgetPolicies } from "#application/budget/budget-policies.ts";
import { createClaimDesk } from "#application/claim-desk.ts";
import { type Deps } from "#application/deps.ts";
import { type ProductSignal } from "#application/ports/product-entity.ts";
import { type ContainerName } from "#application/ports/collections.ts";
import { type Store } from "#application/ports/store.ts";
import { projectQuietly } from "#application/relay/project.ts";
import { type LiveMessage } from "#contract/live.ts";
import { NOW_MS, ulidOf } from "./ids.ts";

type Said = { readonly level: "info" | "warn" | "error"; readonly event: string; readonly fields: unknown };

/** The application on the product's own memory store: a clock that stands, a seeded chance, and ears on every port. */
export type MemoryFleet = {
  readonly deps: Deps;
  readonly store: MemoryStore;
  readonly signals: { readonly productId: string; readonly signal: ProductSignal }[];
  readonly published: { readonly group: string; readonly message: LiveMessage }[];
  readonly said: Said[];
  readonly slept: number[];
  nowMs: number;
  /** The same fleet over another store or with other parts, and its relay with it. */
  with(change: Partial<Deps>): Deps;
  put(container: ContainerName, partition: string, ...docs: readonly { readonly id: string }[]): Promise<void>;
};

export function createMemoryFleet(): MemoryFleet {
  const store = createMemoryStore();
  const signals: MemoryFleet["signals"] = [];
  const published: MemoryFleet["published"] = [];
  const said: Said[] = [];
  const slept: number[] = [];
  let ids = 1_000;
  const say = (level: Said["level"]) => (event: string, fields?: unknown) => void said.push({ level, event, fields });
  const base: Omit<Deps, "relay"> = {
    store,
    entity: { signal: async (productId, signal) => void signals.push({ productId, signal }) },
    publisher: {
      publish: async (group, message) => void published.push({ group, message }),
      access: async () => ({ url: "ws://127.0.0.1/live", expiresAtMs: fleet.nowMs }),
    },
    artifacts: { blobs: createMemoryBlobs({ nowMs: () => fleet.nowMs }), keepMs: 30 * 86_400_000 },
    clock: { nowMs: () => fleet.nowMs },
    sleep: async (ms) => void slept.push(ms),
    random: createChance(1),
    ids: { next: () => ulidOf(++ids) },
    secrets,
    log: { info: say("info"), warn: say("warn"), error: say("error") },
    desk: createClaimDesk(),
    budgets: createBudgetPolicies(true),
    policy: { leaseTtlMs: 60_000, leaseGraceMs: 10_000, tokenTtlMs: 90 * 86_400_000, pruneAfterMs: 14 * 86_400_000 },
  };
  const complete = (change: Partial<Deps>): Deps => {
    const deps: Deps = { ...base, relay: { news: (record) => projectQuietly(deps, record) }, ...change };
    return deps;
  };
  const fleet: MemoryFleet = {
    deps: complete({}),
    store,
    signals,
    published,
    said,
    slept,
    nowMs: NOW_MS,
    with: complete,
    put: (container, partition, ...docs) => putAll(store, container, partition, docs),
  };
  return fleet;
}

async function putAll(
  store: Store,
  container: ContainerName,
  partition: string,
  docs: readonly { readonly id: string }[],
) {
  const result = await store.commit(
    container,
    partition,
    docs.map((doc) => ({ kind: "create", doc })),
  );
  if (!result.ok) throw new Error(`${container} has ${docs[result.conflict.index]?.id} already`);
}

/** mulberry32: small, seeded, good enough to shuffle with. */
function createChance(seed: number): Deps["random"] {
  let state = seed;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
