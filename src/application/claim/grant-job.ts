import { type DecisionDocument } from "#contract/documents/decision-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { claimOperationIdOf } from "#contract/documents/operation-record.ts";
import { type Candidate } from "#application/claim/candidates.ts";
import { type Claim } from "#application/claim/claim-round.ts";
import { type Deps } from "#application/deps.ts";
import { JOBS, OPERATIONS } from "#application/ports/collections.ts";
import { type Conflict } from "#application/ports/store.ts";
import { decideGrant } from "#domain/lease/grant.ts";
import { type Write } from "#domain/operation/write.ts";
import { planOperation } from "#domain/operation/plan-operation.ts";
import { type DroppedCounts } from "#scheduler/index.ts";

const POLICY_VERSION = "default-1";
/** Where `planOperation` puts them in the batch. */
const RECORD_WRITE = 0;
const JOB_WRITE = 1;

export type Granted =
  | { readonly kind: "granted"; readonly job: JobDocument }
  /** Somebody else has the job; the next one may be free. */
  | { readonly kind: "lost" }
  /** The claim id was used up by an earlier grant. */
  | { readonly kind: "spent" }
  /** The seat was taken in between. */
  | { readonly kind: "again" }
  /** What else the claim writes was changed in between. */
  | { readonly kind: "contended" };

export type Offer = Candidate & { readonly seat: number; readonly considered: number; readonly dropped: DroppedCounts };

/** One try for one job: the record under the claim's own id, the job under its version, the seat under its number. */
export async function grantJob(deps: Deps, claim: Claim, offer: Offer, more: readonly Write[] = []): Promise<Granted> {
  const nowMs = deps.clock.nowMs();
  const { factoryId, claimId, bootId } = claim;
  const decided = decideGrant(
    offer.job.value,
    { factoryId, claimId, bootId, seat: offer.seat, leaseTtlMs: deps.policy.leaseTtlMs },
    nowMs,
  );
  if (decided.kind !== "accept") return { kind: "lost" };
  const planned = planOperation({
    recordId: claimOperationIdOf(factoryId, claimId),
    before: offer.job,
    next: decided.next,
    facts: decided.facts,
    actor: { kind: "factory", id: factoryId },
    nowMs,
    decision: decisionOf(claim, offer, decided.next.leaseEpoch, nowMs),
  });
  const result = await deps.store.commit("fleet_jobs", claim.productId, [...planned.writes, ...more]);
  if (!result.ok && result.conflict.index >= planned.writes.length) return { kind: "contended" };
  if (!result.ok) return explain(deps, claim, result.conflict);
  await deps.relay.news(planned.record);
  return { kind: "granted", job: planned.job };
}

/** A batch reports the first write that failed, and the record is the first of all. */
async function explain(deps: Deps, claim: Claim, conflict: Conflict): Promise<Granted> {
  if (conflict.index === JOB_WRITE) return { kind: "lost" };
  if (conflict.index !== RECORD_WRITE) return { kind: "again" };
  const receipt = await deps.store.read(
    OPERATIONS,
    claim.productId,
    claimOperationIdOf(claim.factoryId, claim.claimId),
  );
  if (receipt === null) return { kind: "again" };
  await deps.relay.news(receipt.value);
  const job = await deps.store.read(JOBS, claim.productId, receipt.value.jobId);
  return job !== null && isHeldBy(job.value, claim) ? { kind: "granted", job: job.value } : { kind: "spent" };
}

/** A claim id is unique to its factory alone, and a boot keeps nothing that an earlier one was granted. */
export const isHeldBy = ({ lease }: JobDocument, { factoryId, claimId, bootId }: Claim): boolean =>
  lease !== null && lease.holderFactoryId === factoryId && lease.claimId === claimId && lease.bootId === bootId;

function decisionOf(claim: Claim, offer: Offer, epoch: number, nowMs: number): DecisionDocument {
  const { total, terms } = offer.score;
  return {
    id: String(epoch),
    productId: claim.productId,
    jobId: offer.job.value.id,
    factoryId: claim.factoryId,
    epoch,
    atMs: nowMs,
    policy: POLICY_VERSION,
    score: total,
    terms: Object.fromEntries(Object.entries(terms).map(([name, { contribution }]) => [name, contribution])),
    considered: offer.considered,
    dropped: { ...offer.dropped },
  };
}
