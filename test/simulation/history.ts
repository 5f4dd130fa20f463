import { createMemoryStore } from "#adapters/memory/memory-store.ts";
import { noPolicy } from "#application/budget/read-budget.ts";
import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { BudgetInvariants } from "./budget-invariants.ts";
import { createChance } from "./chance.ts";
import { isOutage } from "./caller.ts";
import { createCoordinator, emptyLedger, type Ground, PRODUCT, startCoordinator, startEntity } from "./coordinator.ts";
import { Invariants } from "./invariants.ts";
import { Kernel, NO_FAULTS, type Process } from "./kernel.ts";
import { KEYS, startOperator } from "./operator.ts";
import { startTreasurer } from "./treasurer.ts";
import { type Swarm, swarmOf } from "./swarm.ts";
import { type Counters, startWorker } from "./worker.ts";

const FAULTY_MS = 150_000;
const FAULTY_MORE_MS_MAX = 100_000;
const CONVERGE_MS = 1_200_000;
const REST_MS = 150_000;
const STEPS_MAX = 40_000;
const REBOOT_MS_MIN = 2_000;
const REBOOT_MS_MORE = 20_000;

export type History = {
  readonly violations: readonly string[];
  readonly steps: number;
  readonly grants: number;
  readonly crashes: number;
  readonly fenced: number;
  readonly trace: readonly string[];
};

/** One seeded history of the whole fleet: faults first, then peace in which everything has to come to its end. */
export async function runHistory(seed: number, traced = false): Promise<History> {
  const swarm = swarmOf(seed);
  const chance = createChance(seed);
  const kernel = new Kernel(chance, swarm.faults);
  kernel.traced = traced;
  const memory = createMemoryStore();
  const invariants = new Invariants(
    memory,
    () => 1,
    () => kernel.nowMs,
  );
  const budget = swarm.ceilingMicroUsd === null ? null : new BudgetInvariants(memory, invariants);
  const ground: Ground = {
    kernel,
    memory,
    invariants,
    chance,
    signals: [],
    places: new Map(),
    budgeted: swarm.ceilingMicroUsd !== null,
    ledger: emptyLedger,
    ids: 0,
  };
  const counters: Counters = { operations: 0, zombieRuns: 0, fenced: 0 };
  await peopleIt(ground, swarm, counters);
  const shipped = (): boolean => {
    const jobs = invariants.jobs();
    return jobs.length >= KEYS.length && jobs.every(({ stage }) => stage === "shipped");
  };
  try {
    await kernel.run(shipped, kernel.nowMs + FAULTY_MS + chance.int(FAULTY_MORE_MS_MAX), STEPS_MAX);
    kernel.faults = NO_FAULTS;
    if (await kernel.run(shipped, kernel.nowMs + CONVERGE_MS, STEPS_MAX)) await comeToRest(ground, budget);
    else
      invariants.broken(
        `I5 stuck: ${invariants
          .jobs()
          .map(({ id, stage }) => `${id.slice(-2)}=${stage}`)
          .join(" ")}`,
      );
  } catch (error) {
    invariants.broken(
      `EXC ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error)}`,
    );
  }
  const { violations } = invariants;
  return {
    violations,
    steps: kernel.steps,
    grants: invariants.grants,
    crashes: kernel.crashes,
    fenced: counters.fenced,
    trace: kernel.trace,
  };
}

async function comeToRest({ kernel, invariants, signals }: Ground, budget: BudgetInvariants | null): Promise<void> {
  const since = kernel.nowMs;
  const quiet = (): boolean =>
    kernel.nowMs > Math.max(since, invariants.lastRunWriteMs) + REST_MS && signals.length === 0;
  await kernel.run(quiet, since + REST_MS * 4, STEPS_MAX);
  if (invariants.jobs().length !== KEYS.length)
    invariants.broken(`I14 ${invariants.jobs().length} jobs came of ${KEYS.length} keys`);
  if (invariants.violations.length === 0) invariants.atRest();
  if (invariants.violations.length === 0) budget?.atRest();
}

async function peopleIt(ground: Ground, swarm: Swarm, counters: Counters): Promise<void> {
  const { kernel, memory } = ground;
  const boots = new Map<Process, () => void>();
  if (swarm.ceilingMicroUsd !== null)
    await memory.commit("fleet_budgets", PRODUCT, [
      {
        kind: "create",
        doc: { ...noPolicy(PRODUCT), ceilingMicroUsd: swarm.ceilingMicroUsd, window: "total" } as { id: string },
      },
    ]);
  const coordinators = Array.from({ length: swarm.coordinators }, (_, index) =>
    createCoordinator(ground, kernel.process(`C${index}`)),
  );
  for (const coordinator of coordinators)
    boots.set(coordinator.process, () => startCoordinator(ground, coordinator, isOutage));
  for (let index = 0; index < swarm.factories; index++) {
    const factoryId = `fac_${String(index).padStart(26, "0")}`;
    await memory.commit("fleet_factories", PRODUCT, [{ kind: "create", doc: aFactory(factoryId, kernel.nowMs) }]);
    const process = kernel.process(`F${index}`);
    boots.set(process, () =>
      startWorker({ ground, coordinators, zombies: swarm.zombies }, counters, process, factoryId),
    );
  }
  kernel.onCrash = (process) => {
    kernel.spawn(async () => {
      await kernel.sleep(immortal, REBOOT_MS_MIN + kernel.chance.int(REBOOT_MS_MORE));
      process.alive = true;
      boots.get(process)?.();
    });
  };
  const immortal = kernel.process("operator", false);
  for (const boot of boots.values()) boot();
  startEntity(ground, kernel.process("entity", false), isOutage);
  const desk = { ground, coordinators, process: immortal, interferences: swarm.interferences };
  startOperator(desk);
  if (swarm.ceilingMicroUsd !== null) startTreasurer(desk);
}

const aFactory = (id: string, nowMs: number): FactoryDocument => ({
  id,
  kind: "factory",
  productId: PRODUCT,
  name: id,
  capabilities: ["engine:shell"],
  health: "ok",
  load: 0,
  seatLimit: 1,
  lifecycle: "active",
  lifecycleBy: null,
  lifecycleNote: null,
  lifecycleUntilMs: null,
  rotation: null,
  tokensRevokedAtMs: null,
  bootId: 0,
  version: "sim",
  enrolledAtMs: nowMs,
  lastHeartbeatAtMs: nowMs,
});
