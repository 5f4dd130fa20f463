import { StoreUnavailable } from "#application/ports/store.ts";
import { type Chance } from "./chance.ts";

/** How often what goes wrong. Probabilities, for each step or operation. */
export type Faults = {
  readonly crash: number;
  readonly operation: number;
  readonly network: number;
  readonly timeJump: number;
  readonly straggle: number;
  readonly crashesMax: number;
};
export const NO_FAULTS: Faults = { crash: 0, operation: 0, network: 0, timeJump: 0, straggle: 0, crashesMax: 0 };

/** A machine that can die: what it was about to do then never happens, or has just happened. */
export type Process = { readonly name: string; readonly mortal: boolean; alive: boolean; generation: number };

type Pending = {
  readonly owner: Process | null;
  readonly atMs: number;
  readonly fire: () => void;
  /** What becomes of an operation in flight when its process dies. */
  readonly onCrash?: () => void;
};

const STRAGGLE_MS_MAX = 9_000;
const RPC_TIMEOUT_MS = 5_000;
const START_MS = 1_800_000_000_000;

/** Thrown to a caller whose request or whose answer was lost: it cannot know which. */
export class Lost extends Error {}

/**
 * Virtual time and one thing at a time. Everything that the product does goes through `io` or `sleep`, so whoever is
 * next is chosen by the seed; between two events all that can run without an event has run.
 */
export class Kernel {
  nowMs = START_MS;
  steps = 0;
  crashes = 0;
  faults: Faults;
  onCrash: (process: Process) => void = () => {};
  readonly processes: Process[] = [];
  readonly trace: string[] = [];
  readonly failures: unknown[] = [];
  /** A trace is long, so it is written only when a seed is looked at. */
  traced = false;
  readonly chance: Chance;
  #pending: Pending[] = [];

  constructor(chance: Chance, faults: Faults) {
    this.chance = chance;
    this.faults = faults;
  }

  process(name: string, mortal = true): Process {
    const process = { name, mortal, alive: true, generation: 0 };
    this.processes.push(process);
    return process;
  }

  log(line: string): void {
    if (this.traced) this.trace.push(`${((this.nowMs - START_MS) / 1_000).toFixed(3)} ${line}`);
  }

  /** Runs an activity; what it throws is a failure of the history. */
  spawn(activity: () => Promise<void>): void {
    activity().catch((error: unknown) => this.failures.push(error));
  }

  sleep(owner: Process, ms: number): Promise<void> {
    return new Promise((resolve) => this.#push({ owner, atMs: this.nowMs + Math.ceil(ms), fire: resolve }));
  }

  /** One atomic operation on something outside: it may be refused, lost before, or lost after it took effect. */
  io<T>(owner: Process, what: string, apply: () => Promise<T>): Promise<T> {
    const lateMs = this.chance.hits(this.faults.straggle) ? 1 + this.chance.int(STRAGGLE_MS_MAX) : 0;
    return new Promise((resolve, reject) => {
      const fire = (): void => {
        if (!this.chance.hits(this.faults.operation)) {
          this.log(`${owner.name} ${what}`);
          apply().then(resolve, reject);
          return;
        }
        const kind = this.chance.pick(["refused", "lost before", "lost after"] as const);
        this.log(`${owner.name} ${what}: ${kind}`);
        const fail = (): void => reject(new StoreUnavailable(kind, 100));
        if (kind === "lost after") apply().then(fail, fail);
        else fail();
      };
      const onCrash = (): void => {
        if (!this.chance.hits(0.5)) return;
        this.log(`${owner.name} ${what}: took effect as it died`);
        apply().catch(() => {});
      };
      this.#push({ owner, atMs: this.nowMs + lateMs, fire, onCrash });
    });
  }

  /** A request to another process: either way may be lost, and the other may die over it. */
  rpc<T>(caller: Process, callee: Process, what: string, handle: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#push({ owner: caller, atMs: this.nowMs + RPC_TIMEOUT_MS, fire: () => reject(new Lost(what)) });
      if (this.chance.hits(this.faults.network)) {
        this.log(`${caller.name} -> ${callee.name} ${what}: request lost`);
        return;
      }
      const answer = (settle: () => void): void => {
        if (this.chance.hits(this.faults.network)) this.log(`${callee.name} -> ${caller.name} ${what}: answer lost`);
        else this.#push({ owner: caller, atMs: this.nowMs, fire: settle });
      };
      this.#push({
        owner: null,
        atMs: this.nowMs,
        fire: () => {
          if (!callee.alive) return;
          handle().then(
            (value) => answer(() => resolve(value)),
            (error: unknown) => answer(() => reject(error)),
          );
        },
      });
    });
  }

  kill(process: Process): void {
    process.alive = false;
    process.generation++;
    this.crashes++;
    const mine = this.#pending.filter(({ owner }) => owner === process);
    this.#pending = this.#pending.filter(({ owner }) => owner !== process);
    for (const { onCrash } of mine) onCrash?.();
    this.log(`*** ${process.name} dies`);
    this.onCrash(process);
  }

  /** Until `done`, the virtual deadline or the bound on steps. False when it did not get done. */
  async run(done: () => boolean, deadlineMs: number, stepsMax: number): Promise<boolean> {
    const lastStep = this.steps + stepsMax;
    for (;;) {
      await settled();
      if (this.failures.length > 0) throw this.failures[0];
      if (done()) return true;
      if (this.nowMs > deadlineMs || ++this.steps > lastStep) return false;
      if (!this.#step()) return done();
    }
  }

  #push(pending: Pending): void {
    if (pending.owner === null || pending.owner.alive) this.#pending.push(pending);
  }

  #step(): boolean {
    if (this.#crashSomebody()) return true;
    let dueCount = 0;
    let soonest = Infinity;
    for (const { atMs } of this.#pending) {
      if (atMs <= this.nowMs) dueCount++;
      else if (atMs < soonest) soonest = atMs;
    }
    if (dueCount === 0 || (soonest !== Infinity && this.chance.hits(this.faults.timeJump))) {
      if (soonest === Infinity) return false;
      this.nowMs = soonest;
      return true;
    }
    this.#takeDue(this.chance.int(dueCount)).fire();
    return true;
  }

  #takeDue(nth: number): Pending {
    let left = nth;
    const index = this.#pending.findIndex(({ atMs }) => atMs <= this.nowMs && left-- === 0);
    return this.#pending.splice(index, 1)[0]!;
  }

  #crashSomebody(): boolean {
    if (this.crashes >= this.faults.crashesMax || !this.chance.hits(this.faults.crash)) return false;
    const mortals = this.processes.filter(({ alive, mortal }) => alive && mortal);
    if (mortals.length === 0) return false;
    this.kill(this.chance.pick(mortals));
    return true;
  }
}

/** All that can run without another event has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
