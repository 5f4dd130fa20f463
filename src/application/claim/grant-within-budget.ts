import { runIdOf } from "#contract/id.ts";
import { type BudgetState, budgetStateOf } from "#application/budget/budget-state.ts";
import { type Claim } from "#application/claim/claim-round.ts";
import { type Granted, grantJob, type Offer } from "#application/claim/grant-job.ts";
import { type Deps } from "#application/deps.ts";
import { decideReserve, estimateOf } from "#domain/budget/reservation.ts";
import { type Write } from "#domain/operation/write.ts";

/** All claims of a product with a ceiling meet at one document, so a lost race is the usual case and cheap to repeat. */
const TRIES_MAX = 12;
const PAUSE_BASE_MS = 5;
const PAUSE_CAP_MS = 200;

/** BG3: a grant that also reserves what the job may cost, in the same batch, wherever the product has a ceiling. */
export async function grantWithinBudget(
  deps: Deps,
  claim: Claim,
  offer: Offer & { readonly budget: BudgetState },
): Promise<Granted> {
  let { budget } = offer;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const reservation = reservationFor(deps, claim.productId, offer, budget);
    if (reservation.kind === "refused") return { kind: "lost" };
    // Sequential on purpose: each try is decided anew from what won the last one.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const granted = await grantJob(deps, claim, offer, reservation.writes);
    if (granted.kind !== "contended") return granted;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.sleep(Math.min(PAUSE_CAP_MS, PAUSE_BASE_MS * 2 ** attempt) * deps.random.next());
    // oxlint-disable-next-line no-await-in-loop -- see above
    budget = await budgetStateOf(deps, claim.productId);
  }
  return { kind: "again" };
}

type Reservation = { readonly kind: "refused" } | { readonly kind: "fits"; readonly writes: readonly Write[] };

function reservationFor(deps: Deps, productId: string, { job }: Offer, budget: BudgetState): Reservation {
  if (budget.kind === "paused") return { kind: "refused" };
  if (budget.kind === "unlimited") return { kind: "fits", writes: [] };
  const { id, leaseEpoch } = job.value;
  const reserving = {
    productId,
    jobId: id,
    runId: runIdOf(id, leaseEpoch + 1),
    amountMicroUsd: estimateOf(job.value),
  };
  const doc = decideReserve(budget.reserve?.value ?? null, reserving, { ...budget, nowMs: deps.clock.nowMs() });
  if (doc === null) return { kind: "refused" };
  const write: Write =
    budget.reserve === null ? { kind: "create", doc } : { kind: "replace", doc, expected: budget.reserve.version };
  return { kind: "fits", writes: [write] };
}
