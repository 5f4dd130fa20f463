import { claimJob } from "#application/claim/claim-job.ts";
import { heartbeat } from "#application/factories/heartbeat.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome } from "#application/outcome.ts";
import { type Problem } from "#contract/problem.ts";
import { QUEUE_STATES } from "#application/ports/collections.ts";
import { patchJob } from "#application/workers/patch-job.ts";
import { releaseLease } from "#application/workers/release-lease.ts";
import { renewLease } from "#application/workers/renew-lease.ts";
import { reportUsage } from "#application/workers/report-usage.ts";
import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { type JobLease } from "#contract/documents/job-document.ts";
import { call } from "./caller.ts";
import { type Coordinator, type Ground, LEASE_TTL_MS, PRODUCT } from "./coordinator.ts";
import { type Process } from "./kernel.ts";

const IDLE_MS = 5_000;
const HEARTBEAT_EVERY_MS = 30_000;
const MODES = ["well", "zombie", "releases", "fails", "well", "well"] as const;
const ZOMBIES_MAX = 4;

export type Workshop = {
  readonly ground: Ground;
  readonly coordinators: readonly Coordinator[];
  readonly zombies: boolean;
};
/** What all workers of a history have in common. */
export type Counters = { operations: number; zombieRuns: number; fenced: number };

/** A factory on one seat: polls behind the version gate, works, falls asleep, comes back, gives up, dies. */
export function startWorker(workshop: Workshop, counters: Counters, process: Process, factoryId: string): void {
  const { ground } = workshop;
  const worker = new Worker(workshop, counters, process, factoryId);
  ground.kernel.spawn(async () => {
    for (;;) {
      await worker.beat();
      await ground.kernel.sleep(process, HEARTBEAT_EVERY_MS);
    }
  });
  ground.kernel.spawn(() => worker.live());
}

class Worker {
  readonly #workshop: Workshop;
  readonly #counters: Counters;
  readonly #process: Process;
  readonly #factoryId: string;
  readonly #bootId: number;

  constructor(workshop: Workshop, counters: Counters, process: Process, factoryId: string) {
    this.#workshop = workshop;
    this.#counters = counters;
    this.#process = process;
    this.#factoryId = factoryId;
    this.#bootId = process.generation;
  }

  beat(): Promise<unknown> {
    const { ground, coordinators } = this.#workshop;
    const beat = {
      productId: PRODUCT,
      factoryId: this.#factoryId,
      bootId: this.#bootId,
      capabilities: ["engine:shell"],
      seatLimit: 1,
      version: "sim",
      health: "ok",
      load: 0,
      draining: false,
    } as const;
    return call(ground, this.#process, coordinators, {
      what: "heartbeat",
      behalf: null,
      handle: (deps) => heartbeat(deps, { ...beat, capabilities: [...beat.capabilities] }),
    });
  }

  async live(): Promise<void> {
    const { ground } = this.#workshop;
    let gate: number | null = null;
    await ground.kernel.sleep(this.#process, 1 + ground.chance.int(3_000));
    for (;;) {
      // Behind the gate it would sleep for ever if a wake-up were lost: here nothing claims "anyway".
      if (gate !== null && (await this.#version()) === gate) {
        await ground.kernel.sleep(this.#process, IDLE_MS);
        continue;
      }
      const askedMs = ground.kernel.nowMs;
      const claimed = await this.#claim();
      if (claimed.lease === null) {
        gate = claimed.version;
        if (gate !== null) ground.invariants.onGated(this.#factoryId, gate, askedMs);
        await ground.kernel.sleep(this.#process, 1_000);
      } else {
        gate = null;
        await this.#work(claimed.jobId, claimed.lease);
      }
    }
  }

  async #version(): Promise<number> {
    const { ground, coordinators } = this.#workshop;
    const state = await call(ground, this.#process, coordinators, {
      what: "queue-state",
      behalf: null,
      handle: async (deps) => done(await deps.store.read(QUEUE_STATES, PRODUCT, QUEUE_STATE_ID)),
    });
    return state.ok ? (state.state?.value.version ?? 0) : 0;
  }

  async #claim(): Promise<{
    readonly jobId: string;
    readonly lease: JobLease | null;
    readonly version: number | null;
  }> {
    const { ground, coordinators } = this.#workshop;
    const claim = { productId: PRODUCT, factoryId: this.#factoryId, claimId: this.#next(), bootId: this.#bootId };
    const claimed = await call(ground, this.#process, coordinators, {
      what: `claim ${claim.claimId}`,
      behalf: null,
      handle: (deps) => claimJob(deps, claim),
    });
    if (!claimed.ok) throw new Error(`A claim was refused: ${claimed.problem.code}`);
    return {
      jobId: claimed.state.job?.id ?? "",
      lease: claimed.state.job?.lease ?? null,
      version: claimed.state.queueVersion,
    };
  }

  async #work(jobId: string, lease: JobLease): Promise<void> {
    const { ground } = this.#workshop;
    const attempt = new Attempt(this.#workshop, this.#process, {
      jobId,
      factoryId: this.#factoryId,
      lease,
      next: () => this.#next(),
    });
    const mode = this.#mode();
    ground.kernel.log(`MODE ${this.#factoryId} ${jobId}@${lease.epoch} ${mode}`);
    const steps = [
      () => attempt.patch("building"),
      () => attempt.spend(5_000),
      () => attempt.renew(),
      () => (mode === "zombie" ? attempt.sleep(LEASE_TTL_MS * 2) : attempt.sleep(1)),
      () => attempt.spend(10_000),
      () => (mode === "releases" ? attempt.release() : attempt.patch(mode === "fails" ? "failed" : "testing")),
    ];
    for (const step of steps) {
      if (await step()) continue;
      this.#counters.fenced++;
      break;
    }
    // Fenced or not: what was spent is spent, and is told.
    await attempt.spend(1);
  }

  #mode(): (typeof MODES)[number] {
    const mode = this.#workshop.zombies ? this.#workshop.ground.chance.pick(MODES) : "well";
    if (mode !== "zombie") return mode;
    return ++this.#counters.zombieRuns > ZOMBIES_MAX ? "well" : mode;
  }

  #next(): string {
    return `${this.#factoryId}.${this.#bootId}.${++this.#counters.operations}`;
  }
}

type Held = {
  readonly jobId: string;
  readonly factoryId: string;
  readonly lease: JobLease;
  readonly next: () => string;
};

/** One attempt at one job. Each step says whether the lease still held. */
class Attempt {
  readonly #workshop: Workshop;
  readonly #process: Process;
  readonly #held: Held;
  #spentMicroUsd = 0;

  constructor(workshop: Workshop, process: Process, held: Held) {
    this.#workshop = workshop;
    this.#process = process;
    this.#held = held;
  }

  async sleep(ms: number): Promise<boolean> {
    await this.#workshop.ground.kernel.sleep(this.#process, ms);
    return true;
  }

  async patch(stage: "building" | "testing" | "failed"): Promise<boolean> {
    const { jobId } = this.#held;
    const opId = this.#held.next();
    const outcome = await this.#call(`patch ${stage}`, (deps) =>
      patchJob(deps, {
        productId: PRODUCT,
        jobId,
        opId,
        worker: this.#worker(),
        stage,
        checkpoint: null,
        outcome: null,
      }),
    );
    if (!outcome.ok) this.#checkFenced(outcome.problem.code, opId);
    return outcome.ok;
  }

  async release(): Promise<boolean> {
    const { jobId } = this.#held;
    const opId = this.#held.next();
    const outcome = await this.#call("release", (deps) =>
      releaseLease(deps, { productId: PRODUCT, jobId, opId, worker: this.#worker(), note: "" }),
    );
    if (!outcome.ok) this.#checkFenced(outcome.problem.code, opId);
    return outcome.ok;
  }

  async renew(): Promise<boolean> {
    const { jobId } = this.#held;
    const outcome = await this.#call("renew", (deps) =>
      renewLease(deps, { productId: PRODUCT, jobId, worker: this.#worker() }),
    );
    if (!outcome.ok) this.#checkFenced(outcome.problem.code, null);
    return outcome.ok;
  }

  /** Works for a while, which costs, and reports the running total. */
  async spend(ms: number): Promise<boolean> {
    const { ground } = this.#workshop;
    this.#spentMicroUsd += 1 + ground.chance.int(9);
    await ground.kernel.sleep(this.#process, ms);
    const spent = this.#spentMicroUsd;
    const { runId } = this.#held.lease;
    const outcome = await this.#call("usage", (deps) =>
      reportUsage(deps, {
        productId: PRODUCT,
        jobId: this.#held.jobId,
        runId,
        factoryId: this.#held.factoryId,
        sessions: [{ session: "s", inputTokens: 0, outputTokens: 0, costMicroUsd: spent, source: "reported" }],
      }),
    );
    if (outcome.ok) {
      const { acknowledgedMicroUsd } = ground.invariants;
      acknowledgedMicroUsd.set(runId, Math.max(spent, acknowledgedMicroUsd.get(runId) ?? 0));
    } else ground.invariants.broken(`I6 the cost of ${runId} was refused: ${outcome.problem.code}`);
    return true;
  }

  #worker() {
    return { factoryId: this.#held.factoryId, leaseEpoch: this.#held.lease.epoch };
  }

  #call<State, Reason extends Problem>(what: string, handle: (deps: Deps) => Promise<Outcome<State, Reason>>) {
    const { ground, coordinators } = this.#workshop;
    const { jobId, factoryId, lease } = this.#held;
    return call(ground, this.#process, coordinators, {
      what: `${what} ${jobId}@${lease.epoch}`,
      behalf: what === "usage" ? null : { factoryId, epoch: lease.epoch },
      handle,
    });
  }

  /** I11, I12: nobody is told "fenced" who holds the job, or whose operation took effect. */
  #checkFenced(code: string, opId: string | null): void {
    const { ground } = this.#workshop;
    const { jobId, factoryId, lease } = this.#held;
    if (code !== "fenced") return ground.invariants.broken(`EXC ${factoryId} was refused with ${code}`);
    const job = ground.invariants.job(jobId);
    if (job?.leaseEpoch === lease.epoch && job.lease?.holderFactoryId === factoryId) {
      ground.invariants.broken(`I12 ${factoryId} holds ${jobId}@${lease.epoch} and was told that it is fenced`);
    }
    const isOwn = (id: unknown): boolean => String(id).startsWith(`op:${jobId}:`) && String(id).endsWith(`.${opId}`);
    const took = opId !== null && ground.memory.all("fleet_jobs").some(({ id }) => isOwn(id));
    if (took) ground.invariants.broken(`I11 ${opId} took effect and was answered "fenced"`);
  }
}
