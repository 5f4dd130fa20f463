import { type SeatDocument } from "#contract/documents/job-document.ts";
import { changeJob } from "#application/change-job.ts";
import { type Claim } from "#application/claim/claim-round.ts";
import { type Deps } from "#application/deps.ts";
import { decideTakeOver } from "#domain/lease/take-over.ts";

/** PR5: requeues what earlier boots of the factory still hold, and gives the seats that are really in use. */
export async function takeOverGhosts(
  deps: Deps,
  claim: Claim,
  seats: readonly SeatDocument[],
): Promise<readonly SeatDocument[]> {
  const ghosts = seats.filter((seat) => seat.bootId < claim.bootId);
  await Promise.all(ghosts.map((ghost) => takeOver(deps, claim, ghost)));
  return seats.filter((seat) => seat.bootId >= claim.bootId);
}

const takeOver = (deps: Deps, claim: Claim, ghost: SeatDocument) =>
  changeJob(deps, {
    productId: claim.productId,
    jobId: ghost.jobId,
    opId: `boot.${ghost.epoch}`,
    actor: { kind: "factory", id: claim.factoryId },
    decide: (job, nowMs) =>
      decideTakeOver(job, { factoryId: claim.factoryId, epoch: ghost.epoch, bootId: claim.bootId }, nowMs),
  });
