import { createMemoryBlobs } from "#adapters/memory/memory-blobs.ts";
import { type MemoryStore } from "#adapters/memory/memory-store.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { RunDocument } from "#contract/documents/run-document.ts";
import { createBudgetPolicies } from "#application/budget/budget-policies.ts";
import { announcePolicy } from "#application/budget/announce-policy.ts";
import { BudgetPolicyDocument } from "#contract/documents/budget-documents.ts";
import { createClaimDesk } from "#application/claim-desk.ts";
import { type Deps } from "#application/deps.ts";
import { type ProductSignal } from "#application/ports/product-entity.ts";
import { applySignal } from "#application/product/apply-signals.ts";
import { reap } from "#application/reaper/reap.ts";
import { project, projectQuietly } from "#application/relay/project.ts";
import { EMPTY_LEDGER, type Ledger } from "#domain/budget/ledger.ts";
import { type Chance } from "./chance.ts";
import { type Behalf, createFaultyStore } from "./faulty-store.ts";
import { type Invariants } from "./invariants.ts";
import { type Kernel, type Process } from "./kernel.ts";

export const PRODUCT = "sim";
export const LEASE_TTL_MS = 60_000;
const LEASE_GRACE_MS = 10_000;
const REAP_EVERY_MS = 15_000;
const FEED_EVERY_MS = 5_000;
const FEED_PAGE_MAX = 4;
const ENTITY_EVERY_MS = 2_000;

/** What survives every crash: the store, the signals that were accepted, the entity's state and the feeds' places. */
export type Ground = {
  readonly kernel: Kernel;
  readonly memory: MemoryStore;
  readonly invariants: Invariants;
  readonly chance: Chance;
  readonly signals: ProductSignal[];
  readonly places: Map<string, number>;
  readonly budgeted: boolean;
  ledger: Ledger;
  ids: number;
};

/** One instance of the function app, on the product's own use cases. */
export type Coordinator = { readonly process: Process; depsFor(behalf: Behalf): Deps };

export function createCoordinator(ground: Ground, process: Process): Coordinator {
  let generation = -1;
  let desk = createClaimDesk();
  let budgets = createBudgetPolicies(ground.budgeted);
  return {
    process,
    depsFor: (behalf) => {
      if (generation !== process.generation) {
        // What was only in memory died with the process.
        desk = createClaimDesk();
        budgets = createBudgetPolicies(ground.budgeted);
        ({ generation } = process);
      }
      return createDeps(ground, process, { desk, budgets }, behalf);
    },
  };
}

function createDeps(
  ground: Ground,
  process: Process,
  remembered: Pick<Deps, "desk" | "budgets">,
  behalf: Behalf,
): Deps {
  const { kernel, chance } = ground;
  const store = createFaultyStore(
    kernel,
    process,
    ground.memory,
    (write) => {
      ground.invariants.behalf = write.container === "fleet_jobs" ? write.behalf : null;
    },
    behalf,
  );
  const deps: Deps = {
    store,
    entity: {
      signal: (_productId, signal) =>
        kernel.io(process, `signal ${signal.op}`, () => {
          ground.signals.push(signal);
          // At least once: an accepted signal may come twice.
          if (chance.hits(kernel.faults.operation)) ground.signals.push(signal);
          return Promise.resolve();
        }),
    },
    publisher: {
      publish: () => Promise.resolve(),
      access: () => Promise.resolve({ url: "", expiresAtMs: 0 }),
    },
    artifacts: { blobs: createMemoryBlobs({ nowMs: () => kernel.nowMs }), keepMs: 30 * 86_400_000 },
    clock: { nowMs: () => kernel.nowMs },
    sleep: (ms) => kernel.sleep(process, ms),
    random: chance,
    ids: { next: () => String(++ground.ids).padStart(26, "0") },
    secrets: { mint: (kind) => `agf_${kind}`, sha256: (text) => text, wellFormed: () => true },
    log: { info: () => {}, warn: () => {}, error: (event, fields) => onErrorLine(ground, event, fields) },
    ...remembered,
    relay: { news: (record) => projectQuietly({ ...deps, ...relayOf(ground, process) }, record) },
    policy: {
      leaseTtlMs: LEASE_TTL_MS,
      leaseGraceMs: LEASE_GRACE_MS,
      tokenTtlMs: 90 * 86_400_000,
      pruneAfterMs: 14 * 86_400_000,
    },
  };
  return deps;
}

/** What the relay writes is written on nobody's behalf: unblocking another job is no act of the worker's. */
const relayOf = (ground: Ground, process: Process): Pick<Deps, "store"> => ({
  store: createFaultyStore(
    ground.kernel,
    process,
    ground.memory,
    () => {
      ground.invariants.behalf = null;
    },
    null,
  ),
});

/** The reaper isolates its items and logs what failed: an outage is expected there, anything else is a bug. */
function onErrorLine(ground: Ground, event: string, fields?: Readonly<Record<string, unknown>>): void {
  const why = String(fields?.["why"]);
  if (!["refused", "lost before", "lost after"].includes(why) && !why.includes("written by too many")) {
    ground.invariants.broken(`EXC ${event}: ${why}`);
  }
}

/** The timers and triggers of one instance. */
export function startCoordinator(
  ground: Ground,
  coordinator: Coordinator,
  isOutage: (error: unknown) => boolean,
): void {
  const { kernel, chance } = ground;
  const { process } = coordinator;
  const every = (periodMs: number, work: () => Promise<void>): void =>
    kernel.spawn(async () => {
      await kernel.sleep(process, 1 + chance.int(periodMs));
      for (;;) {
        try {
          await work();
        } catch (error) {
          if (!isOutage(error)) throw error;
        }
        await kernel.sleep(process, periodMs);
      }
    });
  every(REAP_EVERY_MS, async () => void (await reap(coordinator.depsFor(null))));
  every(FEED_EVERY_MS, () =>
    feed(ground, "jobs", "fleet_jobs", (docs) => project(coordinator.depsFor(null), parseAll(docs, OperationRecord))),
  );
  every(FEED_EVERY_MS, () =>
    feed(ground, "runs", "fleet_runs", async (docs) => {
      const open = parseAll(docs, RunDocument).filter((run) => run.costMicroUsd > run.countedMicroUsd);
      const deps = coordinator.depsFor(null);
      await Promise.all(
        open.map((run) => deps.entity.signal(PRODUCT, { op: "accrue", jobId: run.jobId, runId: run.id })),
      );
    }),
  );
  if (!ground.budgeted) return;
  every(FEED_EVERY_MS, () =>
    feed(ground, "budgets", "fleet_budgets", async (docs) => {
      if (parseAll(docs, BudgetPolicyDocument).length > 0) await announcePolicy(coordinator.depsFor(null), PRODUCT);
    }),
  );
}

/** The change feed as the host gives it: the place moves on only after the batch was handled. */
async function feed(
  ground: Ground,
  name: string,
  container: "fleet_jobs" | "fleet_runs" | "fleet_budgets",
  handle: (docs: readonly unknown[]) => Promise<void>,
): Promise<void> {
  const after = ground.places.get(name) ?? 0;
  const { docs, last } = ground.memory.changes(container, after, FEED_PAGE_MAX);
  if (docs.length === 0) return;
  await handle(docs);
  ground.places.set(name, Math.max(last, ground.places.get(name) ?? 0));
}

const parseAll = <T>(
  docs: readonly unknown[],
  schema: { safeParse(data: unknown): { success: true; data: T } | { success: false } },
): T[] =>
  docs.flatMap((doc) => {
    const parsed = schema.safeParse(doc);
    return parsed.success ? [parsed.data] : [];
  });

/** `product@sim`: one signal at a time, in any order, again after a failure; its state is kept only when it succeeded. */
export function startEntity(ground: Ground, process: Process, isOutage: (error: unknown) => boolean): void {
  const { kernel, chance } = ground;
  const remembered = { desk: createClaimDesk(), budgets: createBudgetPolicies(ground.budgeted) };
  const deps = { ...createDeps(ground, process, remembered, null), ...relayOf(ground, process) };
  kernel.spawn(async () => {
    for (;;) {
      while (ground.signals.length > 0) {
        const [signal] = ground.signals.splice(chance.int(ground.signals.length), 1);
        try {
          const applied = await applySignal(deps, PRODUCT, ground.ledger, signal!);
          ground.ledger = applied.ledger;
          if (applied.again) ground.signals.push(signal!);
        } catch (error) {
          if (!isOutage(error)) throw error;
          ground.signals.push(signal!);
          await kernel.sleep(process, ENTITY_EVERY_MS);
        }
      }
      await kernel.sleep(process, ENTITY_EVERY_MS);
    }
  });
}

export const emptyLedger = EMPTY_LEDGER;
