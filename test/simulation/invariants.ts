import { type Committed, type MemoryStore } from "#adapters/memory/memory-store.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { LeaseDocument } from "#contract/documents/lease-document.ts";
import { QueueStateDocument, SpendDocument } from "#contract/documents/product-documents.ts";
import { RunDocument } from "#contract/documents/run-document.ts";
import { EventDocument } from "#contract/event.ts";
import { type Behalf } from "./faulty-store.ts";

const VIOLATIONS_MAX = 5;
/** The transition table once more, written down apart from the product's, so that a mistake in one shows. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  queued: ["assigned"],
  blocked: ["queued"],
  assigned: ["building", "queued"],
  building: ["testing", "queued", "dead_letter"],
  testing: ["shipped", "queued"],
  failed: ["queued"],
  dead_letter: ["queued"],
  shipped: [],
};

/**
 * What must hold at the instant of each write (I1 to I4, I8, I10, I13, I15) and at the end (I5 to I9, I13), seen from
 * outside: nothing here asks the product whether it did well.
 */
export class Invariants {
  readonly violations: string[] = [];
  /** What is under way on whose behalf; set just before a write. */
  behalf: Behalf = null;
  /** The product gives out no jobs: whoever sleeps meanwhile is woken by what ends the pause. */
  paused = false;
  readonly claimable = new Map<string, number>();
  readonly acknowledgedMicroUsd = new Map<string, number>();
  readonly #memory: MemoryStore;
  readonly #seatsOf: (factoryId: string) => number;
  readonly #nowMs: () => number;
  readonly #jobs = new Map<string, JobDocument>();
  readonly #granted = new Set<string>();
  readonly #stages = new Map<string, Map<number, string>>();
  readonly #byClaim = new Map<string, string>();
  #version = 0;
  #writes = 0;
  #lastWake = 0;
  #lastStep = 0;
  #lastRunWriteMs = 0;

  constructor(memory: MemoryStore, seatsOf: (factoryId: string) => number, nowMs: () => number) {
    this.#memory = memory;
    this.#seatsOf = seatsOf;
    this.#nowMs = nowMs;
    memory.onWrite((write) => this.#onWrite(write));
  }

  get grants(): number {
    return this.#granted.size;
  }

  get lastRunWriteMs(): number {
    return this.#lastRunWriteMs;
  }

  broken(sentence: string): void {
    if (this.violations.length < VIOLATIONS_MAX) this.violations.push(sentence);
  }

  #onWrite(write: Committed): void {
    if (write.container === "fleet_queue_state") this.#onVersion(write);
    if (write.container === "fleet_events" && write.before !== null)
      this.broken(`I7 event ${write.partition}/${String(write.before["id"])} was overwritten`);
    if (write.container === "fleet_runs") this.#lastRunWriteMs = this.#nowMs();
    if (write.container !== "fleet_jobs") return;
    if (write.after?.["kind"] !== "job") return;
    const before = write.before === null ? null : (write.before as unknown as JobDocument);
    const after = write.after as unknown as JobDocument;
    this.#jobs.set(after.id, after);
    this.#onJob(before, after);
  }

  #onVersion({ before, after }: Committed): void {
    const was = QueueStateDocument.safeParse(before);
    const { version } = QueueStateDocument.parse(after);
    if (was.success && version <= was.data.version) this.broken("I8 the queue's version did not grow");
    this.#version = version;
    this.#lastStep = ++this.#writes;
    for (const [jobId, at] of this.claimable) if (at === Infinity) this.claimable.set(jobId, version);
  }

  #onJob(before: JobDocument | null, after: JobDocument): void {
    const stages = this.#stages.get(after.id) ?? new Map<number, string>();
    this.#stages.set(after.id, stages);
    if (before !== null) this.#checkChange(before, after);
    if (after.lease !== null && after.lease.runId !== before?.lease?.runId) this.#onGrant(before, after);
    stages.set(after.rev, after.stage);
    this.#followClaimable(before, after);
  }

  #checkChange(before: JobDocument, after: JobDocument): void {
    if (this.behalf !== null) this.#checkFence(before, after, this.behalf);
    if (after.leaseEpoch < before.leaseEpoch) this.broken(`I2 the epoch of ${after.id} went back`);
    if (after.stage !== before.stage && !LEGAL[before.stage]?.includes(after.stage)) {
      this.broken(`I4 ${after.id} went from ${before.stage} to ${after.stage}`);
    }
  }

  /** I8: from which version on a factory that gates on the version must know of the job. */
  #followClaimable(before: JobDocument | null, after: JobDocument): void {
    const freed = before?.lease != null && before.lease.runId !== after.lease?.runId;
    if (freed || (after.stage === "queued" && before?.stage !== "queued")) this.#lastWake = ++this.#writes;
    if (after.stage !== "queued") this.claimable.delete(after.id);
    else if (before?.stage !== "queued") this.claimable.set(after.id, Infinity);
  }

  #checkFence(before: JobDocument, after: JobDocument, { factoryId, epoch }: NonNullable<Behalf>): void {
    const holds = before.lease?.holderFactoryId === factoryId && before.leaseEpoch === epoch;
    if (!holds && after.lease?.runId === before.lease?.runId) {
      this.broken(
        `I3 ${factoryId}@${epoch} changed ${after.id}, which was at ${before.leaseEpoch}/${before.lease?.holderFactoryId ?? "nobody"}`,
      );
    } else if (!holds) this.broken(`I3 ${factoryId}@${epoch} ended a lease of ${after.id} that it did not hold`);
  }

  #onGrant(before: JobDocument | null, { id, lease, leaseEpoch }: JobDocument): void {
    if (lease === null) return;
    const grant = `${id}@${leaseEpoch}`;
    if (this.#granted.has(grant)) this.broken(`I1 ${grant} was granted twice`);
    this.#granted.add(grant);
    this.#checkDependencies(id);
    if (before?.stage !== "queued") this.broken(`I1 ${id} was granted while ${before?.stage ?? "absent"}`);
    const claim = `${lease.holderFactoryId}/${lease.claimId}`;
    const other = this.#byClaim.get(claim);
    if (other !== undefined) this.broken(`I10 the claim ${claim} was granted ${other} and ${grant}`);
    this.#byClaim.set(claim, grant);
    const held = this.jobs().filter((job) => job.lease?.holderFactoryId === lease.holderFactoryId).length;
    if (held > this.#seatsOf(lease.holderFactoryId)) this.broken(`I13 ${lease.holderFactoryId} holds ${held} jobs`);
  }

  /** I15: nothing starts before all that it depends on has shipped. */
  #checkDependencies(id: string): void {
    const open = (this.#jobs.get(id)?.deps ?? []).filter((dep) => this.#jobs.get(dep)?.stage !== "shipped");
    if (open.length > 0) this.broken(`I15 ${id} started before ${open.join(" and ")} shipped`);
  }

  jobs(): JobDocument[] {
    return [...this.#jobs.values()];
  }

  job(id: string): JobDocument | undefined {
    return this.#jobs.get(id);
  }

  /** I8: an answer "nothing, version n" while a job announced at n or before waits. */
  onGated(factoryId: string, version: number, askedMs: number): void {
    if (this.paused) return;
    for (const [jobId, announced] of this.claimable) {
      const job = this.job(jobId);
      if (announced <= version && job !== undefined && job.notBeforeMs <= askedMs) {
        this.broken(
          `I8 ${factoryId} sleeps at version ${version}, but ${jobId} was announced at ${announced} and waits`,
        );
      }
    }
  }

  /** What must hold once everything has come to rest. */
  atRest(): void {
    for (const job of this.jobs()) this.#checkEvents(job);
    for (const lease of this.#memory.all("fleet_leases").map((doc) => LeaseDocument.parse(doc))) {
      if (lease.status !== "ended") this.broken(`I9 the lease row of ${lease.jobId} is ${lease.status}`);
    }
    const runs = this.#memory.all("fleet_runs").map((doc) => RunDocument.parse(doc));
    this.#checkRuns(runs);
    this.#checkMoney(runs);
    const seats = this.#memory.all("fleet_jobs").filter((doc) => doc["kind"] === "seat");
    if (seats.length > 0) this.broken(`I13 seats leaked: ${seats.map((seat) => String(seat["id"])).join(" ")}`);
    if (this.#lastWake > this.#lastStep) this.broken("I8 a job or a seat became free and the version never stepped");
    for (const [jobId, announced] of this.claimable)
      if (announced === Infinity)
        this.broken(`I8 ${jobId} became claimable and the version (${this.#version}) never stepped`);
  }

  #checkEvents(job: JobDocument): void {
    const events = this.#memory
      .all("fleet_events")
      .filter((doc) => doc["jobId"] === job.id)
      .map((doc) => EventDocument.parse(doc))
      .toSorted((a, b) => a.seq - b.seq);
    const gapless = events.every((event, index) => event.seq === index + 1) && events.length === job.rev;
    if (!gapless)
      this.broken(`I7 ${job.id} is at ${job.rev} but its events are ${events.map(({ seq }) => seq).join(" ")}`);
    for (const [rev, stage] of this.#stages.get(job.id) ?? []) {
      const event = events[rev - 1];
      if (gapless && event?.stage !== stage)
        this.broken(`I7 event ${rev} of ${job.id} says ${event?.stage ?? "nothing"} for ${stage}`);
    }
  }

  #checkRuns(runs: readonly RunDocument[]): void {
    const known = new Map(runs.map((run) => [`${run.jobId}@${run.epoch}`, run]));
    for (const grant of this.#granted) {
      const run = known.get(grant);
      if (run === undefined) this.broken(`I9 the grant ${grant} has no run`);
      else if (run.end === null) this.broken(`I9 the run of ${grant} was never closed`);
    }
  }

  #checkMoney(runs: readonly RunDocument[]): void {
    const sum = runs.reduce((total, run) => total + run.costMicroUsd, 0);
    const stored = this.#memory.all("fleet_budgets").find((doc) => doc["id"] === "spend");
    const spent = stored === undefined ? 0 : SpendDocument.parse(stored).spentMicroUsd;
    if (sum !== spent) this.broken(`I6 the ledger says ${spent} and the runs ${sum}`);
    for (const [runId, acknowledged] of this.acknowledgedMicroUsd) {
      const cost = runs.find(({ id }) => id === runId)?.costMicroUsd ?? 0;
      if (cost < acknowledged) this.broken(`I6 ${acknowledged} of ${runId} were acknowledged and ${cost} are left`);
    }
  }
}
