import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument, type SeatDocument } from "#contract/documents/job-document.ts";
import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { type Refusal } from "#contract/problem.ts";
import { budgetStateOf } from "#application/budget/budget-state.ts";
import { candidatesFor } from "#application/claim/candidates.ts";
import { isHeldBy } from "#application/claim/grant-job.ts";
import { grantWithinBudget } from "#application/claim/grant-within-budget.ts";
import { seatsOf } from "#application/claim/seats.ts";
import { takeOverGhosts } from "#application/claim/take-over-ghosts.ts";
import { type Deps } from "#application/deps.ts";
import { FACTORIES, JOBS, QUEUE_STATES } from "#application/ports/collections.ts";
import { reapProduct } from "#application/reaper/reap-expired.ts";
import { factoryAt } from "#domain/factory/lifecycle.ts";

export type Claim = {
  readonly productId: string;
  readonly factoryId: string;
  readonly claimId: string;
  readonly bootId: number;
};
export type Round =
  | { readonly kind: "answer"; readonly job: JobDocument | null; readonly queueVersion: number | null }
  | { readonly kind: "refuse"; readonly problem: Refusal<"factory-not-found"> }
  | { readonly kind: "again" };

const nothing = (queueVersion: number | null): Round => ({ kind: "answer", job: null, queueVersion });

/** One look at the queue. The version is read before the jobs are, so that what comes later is never slept through. */
export async function claimRound(deps: Deps, claim: Claim): Promise<Round> {
  const [state, factory, seats] = await Promise.all([
    deps.store.read(QUEUE_STATES, claim.productId, QUEUE_STATE_ID),
    deps.store.read(FACTORIES, claim.productId, claim.factoryId),
    seatsOf(deps, claim),
  ]);
  const version = state?.value.version ?? 0;
  if (factory === null) return { kind: "refuse", problem: { code: "factory-not-found", factoryId: claim.factoryId } };
  const mine = seats.find((seat) => seat.claimId === claim.claimId && seat.bootId === claim.bootId);
  if (mine !== undefined) return answerAgain(deps, claim, mine);
  const held = await takeOverGhosts(deps, claim, seats);
  // FL2: an order can end without any step of the version, so this answer gates nothing either.
  const current = factoryAt(factory.value, deps.clock.nowMs());
  if (current.lifecycle !== "active") return nothing(null);
  const seat = freeSeat(current, held);
  // The end of any of its jobs frees a seat without the factory's asking, so this answer gates nothing.
  if (seat === null) return nothing(null);
  return grantBest(deps, claim, { factory: current, seat, seatsUsed: held.length, version });
}

/** PR3: the claim was granted before and its reply was lost: the same job, unless its lease has ended since. */
async function answerAgain(deps: Deps, claim: Claim, seat: SeatDocument): Promise<Round> {
  const job = await deps.store.read(JOBS, claim.productId, seat.jobId);
  return { kind: "answer", job: job !== null && isHeldBy(job.value, claim) ? job.value : null, queueVersion: null };
}

function freeSeat(factory: FactoryDocument, held: readonly SeatDocument[]): number | null {
  const used = new Set(held.map(({ seat }) => seat));
  for (let seat = 0; seat < factory.seatLimit; seat++) if (!used.has(seat)) return seat;
  return null;
}

type Hall = {
  readonly factory: FactoryDocument;
  readonly seat: number;
  readonly seatsUsed: number;
  readonly version: number;
};

async function grantBest(deps: Deps, claim: Claim, hall: Hall): Promise<Round> {
  const budget = await budgetStateOf(deps, claim.productId);
  // BG2: whatever lifts the pause steps the version afterwards.
  if (budget.kind === "paused") return nothing(hall.version);
  const found = await candidatesFor(deps, hall, budget);
  for (const candidate of found.ranked) {
    if (!deps.desk.reserve(candidate.job.value.id)) continue;
    try {
      // Sequential on purpose: the next best job is tried only when this one is lost.
      // oxlint-disable-next-line no-await-in-loop -- see above
      const granted = await grantWithinBudget(deps, claim, {
        ...candidate,
        budget,
        seat: hall.seat,
        considered: found.read,
        dropped: found.dropped,
      });
      if (granted.kind === "granted") return { kind: "answer", job: granted.job, queueVersion: hall.version };
      // A claim whose receipt stands was granted once, and what came of it is over.
      if (granted.kind === "spent") return nothing(null);
      if (granted.kind === "again") return { kind: "again" };
    } finally {
      deps.desk.release(candidate.job.value.id);
    }
  }
  if ((await reapProduct(deps, claim.productId)) > 0) return { kind: "again" };
  // What kept it from a job that is there (another claim, its own state) can pass without any step of the version.
  return nothing(found.read === 0 ? hall.version : null);
}
