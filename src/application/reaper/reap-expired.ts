import { type JobAddress } from "#contract/documents/job-document.ts";
import { changeJob } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { JOB_ADDRESSES, JOBS } from "#application/ports/collections.ts";
import { decideExpire } from "#domain/lease/expire.ts";

const SWEEP_MAX = 40;
const LAZY_SWEEP_MAX = 5;
const REAPER = { kind: "system", id: "reaper" } as const;

/** PR8: requeues leases past their grace, of every product. Gives how many it ended; the rest is due at the next tick. */
export const reapExpired = (deps: Deps): Promise<number> => sweep(deps, null, SWEEP_MAX);

/** The same for one product, from a claim that found nothing else: a dead timer must not stop the fleet. */
export const reapProduct = (deps: Deps, productId: string): Promise<number> => sweep(deps, productId, LAZY_SWEEP_MAX);

async function sweep(deps: Deps, partition: string | null, limit: number): Promise<number> {
  const { items } = await deps.store.query(JOB_ADDRESSES, {
    partition,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "lease.expiresAtMs", op: "lte", value: deps.clock.nowMs() - deps.policy.leaseGraceMs },
    ],
    orderBy: [{ path: "lease.expiresAtMs", direction: "asc" }],
    limit,
  });
  const ended = await Promise.all(
    items.map(({ value }) => isolated(deps, "reaper.expire", value.id, () => expire(deps, value))),
  );
  return ended.filter((each) => each === true).length;
}

async function expire(deps: Deps, at: JobAddress): Promise<boolean> {
  const lease = (await deps.store.read(JOBS, at.productId, at.id))?.value.lease ?? null;
  if (lease === null) return false;
  const executed = await changeJob(deps, {
    productId: at.productId,
    jobId: at.id,
    opId: `reap.${lease.epoch}`,
    actor: REAPER,
    decide: (job, nowMs) => decideExpire(job, { epoch: lease.epoch, graceMs: deps.policy.leaseGraceMs }, nowMs),
  });
  if (executed.kind !== "committed") return false;
  deps.log.info("lease.expired", { jobId: at.id, factoryId: lease.holderFactoryId, epoch: lease.epoch });
  return true;
}
