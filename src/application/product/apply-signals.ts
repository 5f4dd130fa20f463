import { SPEND_ID, type SpendDocument } from "#contract/documents/product-documents.ts";
import { type RunDocument } from "#contract/documents/run-document.ts";
import { budgetPolicyOf } from "#application/budget/budget-policies.ts";
import { checkBudget } from "#application/budget/check-budget.ts";
import { releaseReservations } from "#application/budget/settle-reservations.ts";
import { type Deps } from "#application/deps.ts";
import { RUNS, SPENDS } from "#application/ports/collections.ts";
import { type ProductSignal } from "#application/ports/product-entity.ts";
import { stepQueueVersion } from "#application/product/step-queue-version.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { isSettled } from "#domain/budget/reservation.ts";
import { accrue, addToDay, EMPTY_LEDGER, forgetRun, higherSpend, type Ledger } from "#domain/budget/ledger.ts";

type Needs = Pick<Deps, "store" | "clock" | "budgets" | "publisher" | "log">;

/** What an operation leaves: the state to keep, and whether the same signal has to come once more after it was kept. */
export type Applied = { readonly ledger: Ledger; readonly again: boolean };

/** One operation of the product's entity on its ledger. Each can be repeated, and comes in any order. */
export async function applySignal(
  deps: Needs,
  productId: string,
  ledger: Ledger,
  signal: ProductSignal,
): Promise<Applied> {
  switch (signal.op) {
    case "bump":
      await stepQueueVersion(deps, productId, signal.coversAtMs);
      return { ledger, again: false };
    case "accrue":
      return accrueRun(deps, productId, ledger, signal);
    case "rebuild":
      return { ledger: await rebuild(deps, productId), again: false };
  }
}

/**
 * PR10: counts a run in the state; and only what the state was known to hold before this operation is written onto an
 * ended run, and forgotten. The other order loses money: written, then crashed before the state was kept.
 */
async function accrueRun(
  deps: Needs,
  productId: string,
  ledger: Ledger,
  at: { readonly jobId: string; readonly runId: string },
): Promise<Applied> {
  const run = await deps.store.read(RUNS, at.jobId, at.runId);
  if (run === null) return { ledger, again: false };
  const next = accrue(ledger, run.value, deps.clock.nowMs());
  const hasEnded = run.value.end !== null;
  if (next.spentMicroUsd !== ledger.spentMicroUsd) {
    await writeSpend(deps, productId, next);
    if ((await budgetPolicyOf(deps, productId)) !== null) await checkBudget(deps, productId);
    return { ledger: next, again: hasEnded };
  }
  const counted = ledger.counted[at.runId];
  if (!hasEnded || counted === undefined) return { ledger, again: false };
  const place = { partition: at.jobId, id: at.runId };
  const marked = await replaceMonotone(deps, RUNS, place, (known) => settled(known, counted));
  // BG4: only now, when the kept state, the projection and the run itself agree on what it cost.
  const limited = ((await budgetPolicyOf(deps, productId))?.ceilingMicroUsd ?? null) !== null;
  if (limited && marked !== null && isSettled(marked)) await releaseReservations(deps, productId, [at.runId]);
  return { ledger: forgetRun(ledger, at.runId), again: false };
}

const settled = (known: RunDocument | null, countedMicroUsd: number): RunDocument | null =>
  known === null || known.countedMicroUsd >= countedMicroUsd ? null : { ...known, countedMicroUsd };

/** A projection that only goes up, so that a stale activation cannot undo a newer one. */
const writeSpend = (deps: Needs, productId: string, ledger: Ledger) =>
  replaceMonotone(deps, SPENDS, { partition: productId, id: SPEND_ID }, (known): SpendDocument | null => {
    const higher = higherSpend(known, ledger);
    return higher === null ? null : { id: SPEND_ID, productId, ...higher };
  });

const RUNS_PAGE_MAX = 200;

/** Losing the task hub loses nothing but time: the runs say what was spent. */
async function rebuild(deps: Needs, productId: string): Promise<Ledger> {
  let ledger = EMPTY_LEDGER;
  let cursor: string | null = null;
  do {
    // Sequential on purpose: each page goes on where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const page: Awaited<ReturnType<typeof runsPage>> = await runsPage(deps, productId, cursor);
    for (const { value } of page.items) ledger = include(ledger, value);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const rebuilt = { ...ledger, days: await daysOf(deps, productId, ledger) };
  await writeSpend(deps, productId, rebuilt);
  return rebuilt;
}

/** The runs do not say on which day they were counted, the projection does: what it lacks counts today. */
async function daysOf(deps: Needs, productId: string, ledger: Ledger): Promise<Ledger["days"]> {
  const known = await deps.store.read(SPENDS, productId, SPEND_ID);
  if (known === null) return ledger.days;
  return addToDay(known.value.days, ledger.spentMicroUsd - known.value.spentMicroUsd, deps.clock.nowMs());
}

/** A settled run remembers its own count; an open one is counted in the ledger. */
function include(ledger: Ledger, run: RunDocument): Ledger {
  const counted = accrue(ledger, { ...run, countedMicroUsd: 0 }, run.endedAtMs ?? run.startedAtMs);
  return run.end !== null && run.countedMicroUsd >= run.costMicroUsd ? forgetRun(counted, run.id) : counted;
}

const runsPage = (deps: Needs, productId: string, cursor: string | null) =>
  deps.store.query(RUNS, {
    partition: null,
    where: [{ path: "productId", op: "eq", value: productId }],
    limit: RUNS_PAGE_MAX,
    cursor,
  });
