import { type Clock } from "#local/clock.ts";
import { type Activity } from "#local/host/activity.ts";
import { errorText, type Log } from "#local/host/log.ts";
import { type EntityOutcome, entityTriggerInput } from "./entity-protocol.ts";
import { type AddressedSignal, type EntityAddress, entityId } from "./entity-records.ts";
import { type EntityStore, type StoredEntity } from "./entity-store.ts";

/** Hands operations to entities: in order, at least once, one activation at a time for each entity. */
export type EntityEngine = Readonly<{
  knows(name: string): boolean;
  /** Resolves when the signal is on disk. */
  signal(address: EntityAddress, operation: string, input: string | null): Promise<void>;
  read(address: EntityAddress): StoredEntity | undefined;
  list(name: string): readonly StoredEntity[];
  /** Takes up the operations that an earlier process left behind. */
  resume(): void;
  /** Stops activating; what runs is not waited for. */
  stop(): void;
}>;

type EngineDeps = Readonly<{
  store: EntityStore;
  clock: Clock;
  log: Log;
  activity: Activity;
  newId: () => string;
  batchMax: number;
  knows: (name: string) => boolean;
  invoke: (name: string, triggerInput: string) => Promise<EntityOutcome>;
}>;

/** An activation that fails as a whole is tried again after this long, doubling up to the second value. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** What keeps an entity from being activated again: it is running, or it waits for its next attempt. */
type Busy = { failures: number; cancelRetry?: () => void };

/** Activates entities that have work, one activation of each at a time. */
class EntityPump {
  readonly #deps: EngineDeps;
  readonly #busy = new Map<string, Busy>();
  #stopped = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  /** Works through the queue of an entity, unless that is being done already or waits for its next attempt. */
  async run(address: EntityAddress, failures = 0): Promise<void> {
    const id = entityId(address);
    if (this.#stopped || this.#busy.has(id)) return;
    const state: Busy = { failures };
    this.#busy.set(id, state);
    const end = this.#deps.activity.begin();
    try {
      for (let entity = this.#next(address); entity !== undefined; entity = this.#next(address)) {
        // oxlint-disable-next-line no-await-in-loop -- one activation of an entity at a time is the contract
        await this.#activate(entity);
        state.failures = 0;
      }
      this.#busy.delete(id);
    } catch (error) {
      this.#retryLater(address, state, error);
    } finally {
      end();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const { cancelRetry } of this.#busy.values()) cancelRetry?.();
  }

  #next(address: EntityAddress): StoredEntity | undefined {
    const entity = this.#stopped ? undefined : this.#deps.store.get(address);
    return entity === undefined || entity.queue.length === 0 ? undefined : entity;
  }

  async #activate(entity: StoredEntity): Promise<void> {
    const { store, log, batchMax } = this.#deps;
    const operations = entity.queue.slice(0, batchMax);
    const outcome = await this.#deps.invoke(entity.name, entityTriggerInput(entity, batchMax));
    for (const [index, { operation }] of operations.entries()) {
      const result = outcome.results[index];
      if (result?.isError !== true) continue;
      const message = `Operation "${operation}" failed: ${result.result ?? ""}`;
      log({ level: "warning", event: "entity.operation-failed", entity: entityId(entity), message });
    }
    const sent = sentSignals(this.#deps, outcome);
    const { name, key } = entity;
    const exists = outcome.entityExists;
    const state = exists ? (outcome.entityState ?? null) : null;
    await store.complete({ type: "batch", name, key, exists, state, taken: operations.length, sent });
    for (const target of sent) void this.run(target);
  }

  #retryLater(address: EntityAddress, state: Busy, error: unknown): void {
    if (this.#stopped) return;
    const { clock, log } = this.#deps;
    const id = entityId(address);
    const delayMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** state.failures);
    log({ level: "error", event: "entity.failed", entity: id, retryInMs: delayMs, message: errorText(error) });
    const cancelRetry = clock.schedule(clock.nowMs() + delayMs, () => {
      this.#busy.delete(id);
      return this.run(address, state.failures + 1);
    });
    this.#busy.set(id, { ...state, cancelRetry });
  }
}

/** Builds the engine over a store; nothing runs before `resume` or the first signal. */
export function createEntityEngine(deps: EngineDeps): EntityEngine {
  const pump = new EntityPump(deps);
  return {
    knows: deps.knows,
    async signal({ name, key }, operation, input) {
      const address = { name: name.toLowerCase(), key };
      const end = deps.activity.begin();
      try {
        await deps.store.accept({ ...address, signal: { id: deps.newId(), operation, input } });
        void pump.run(address);
      } finally {
        end();
      }
    },
    read: (address) => deps.store.get(address),
    list: (name) => deps.store.all().filter((entity) => entity.exists && entity.name === name.toLowerCase()),
    resume() {
      for (const entity of deps.store.all()) {
        if (entity.queue.length === 0) continue;
        if (deps.knows(entity.name)) void pump.run(entity);
        else deps.log({ level: "warning", event: "entity.unknown", entity: entityId(entity) });
      }
    },
    stop: () => pump.stop(),
  };
}

function sentSignals(deps: EngineDeps, outcome: EntityOutcome): AddressedSignal[] {
  return outcome.signals.flatMap(({ target, name: operation, input }) => {
    if (!deps.knows(target.name)) {
      deps.log({ level: "error", event: "entity.unknown", entity: entityId(target), operation });
      return [];
    }
    const signal = { id: deps.newId(), operation, input: input == null || input === "" ? null : input };
    return [{ name: target.name.toLowerCase(), key: target.key, signal }];
  });
}
