import { type Committed, type MemoryStore } from "#adapters/memory/memory-store.ts";
import { BudgetPolicyDocument, ReserveDocument } from "#contract/documents/budget-documents.ts";
import { SpendDocument } from "#contract/documents/product-documents.ts";
import { RunDocument } from "#contract/documents/run-document.ts";
import { type Invariants } from "./invariants.ts";

/**
 * I16: at each grant what is spent for good and what is promised are within the ceiling. I17: a promise is kept until
 * the ledger holds what became of it, and not for ever. Seen from outside, by the documents alone.
 */
export class BudgetInvariants {
  readonly #memory: MemoryStore;
  readonly #invariants: Invariants;
  readonly #settled = new Set<string>();
  readonly #everReserved = new Set<string>();
  /** What each run had cost when its reservation was given back. */
  readonly #finalMicroUsd = new Map<string, number>();
  readonly #countedMicroUsd = new Map<string, number>();
  #spentMicroUsd = 0;
  #ceilingMicroUsd = 0;

  constructor(memory: MemoryStore, invariants: Invariants) {
    this.#memory = memory;
    this.#invariants = invariants;
    memory.onWrite((write) => this.#onWrite(write));
  }

  #onWrite({ container, before, after }: Committed): void {
    if (container === "fleet_runs") this.#onRun(RunDocument.parse(after));
    if (container === "fleet_budgets" && after?.["id"] === "spend")
      this.#spentMicroUsd = SpendDocument.parse(after).spentMicroUsd;
    if (container === "fleet_budgets" && after?.["id"] === "policy") this.#onPolicy(BudgetPolicyDocument.parse(after));
    if (container === "fleet_jobs" && after?.["kind"] === "reserve")
      this.#onReserve(
        before === null ? {} : ReserveDocument.parse(before).entries,
        ReserveDocument.parse(after).entries,
      );
  }

  #onPolicy({ ceilingMicroUsd, paused }: BudgetPolicyDocument): void {
    this.#ceilingMicroUsd = ceilingMicroUsd ?? Infinity;
    const invariants = this.#invariants;
    // What waits behind a pause has to be announced anew when it is lifted.
    if (invariants.paused && paused === null)
      for (const jobId of invariants.claimable.keys()) invariants.claimable.set(jobId, Infinity);
    invariants.paused = paused !== null;
  }

  #onRun(run: RunDocument): void {
    this.#countedMicroUsd.set(run.id, run.countedMicroUsd);
    if (run.end !== null && run.countedMicroUsd >= run.costMicroUsd) this.#settled.add(run.id);
    const counted = sumOf(this.#countedMicroUsd.values());
    if (counted > this.#spentMicroUsd)
      this.#invariants.broken(`I16 the runs say that ${counted} are counted and the spend is ${this.#spentMicroUsd}`);
  }

  #onReserve(before: ReserveDocument["entries"], after: ReserveDocument["entries"]): void {
    for (const runId of Object.keys(before).filter((id) => !(id in after))) {
      if (!this.#settled.has(runId)) this.#invariants.broken(`I17 ${runId} lost its reservation before it was counted`);
      this.#finalMicroUsd.set(runId, this.#countedMicroUsd.get(runId) ?? 0);
    }
    const added = Object.keys(after).filter((id) => !(id in before));
    const fresh = added.filter((id) => !this.#everReserved.has(id));
    for (const runId of added) {
      this.#everReserved.add(runId);
      this.#finalMicroUsd.delete(runId);
    }
    if (fresh.length === 0) return;
    const promised = sumOf(Object.values(after).map(({ amountMicroUsd }) => amountMicroUsd));
    const exposed = sumOf(this.#finalMicroUsd.values()) + promised;
    if (exposed > this.#ceilingMicroUsd)
      this.#invariants.broken(`I16 ${exposed} are spent or promised under a ceiling of ${this.#ceilingMicroUsd}`);
  }

  atRest(): void {
    for (const run of this.#memory.all("fleet_runs"))
      if (!this.#everReserved.has(String(run["id"])))
        this.#invariants.broken(`I16 nothing was reserved for ${String(run["id"])}`);
    const reserve = this.#memory.all("fleet_jobs").find((doc) => doc["kind"] === "reserve");
    const left = reserve === undefined ? [] : Object.keys(ReserveDocument.parse(reserve).entries);
    if (left.length > 0) this.#invariants.broken(`I17 reservations leaked: ${left.join(" ")}`);
  }
}

const sumOf = (amounts: Iterable<number>): number => [...amounts].reduce((sum, amount) => sum + amount, 0);
