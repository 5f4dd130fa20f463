import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS } from "#application/ports/collections.ts";
import { type Worker } from "#domain/lease/fence.ts";

export type RenewLease = { readonly productId: string; readonly jobId: string; readonly worker: Worker };
type Reason = Refusal<"job-not-found" | "fenced">;

/**
 * PR7: one conditional write and no read. It needs no receipt: repeating it is harmless, and to be fenced in between is
 * the truth. An outage is the caller's to repeat.
 */
export async function renewLease(
  deps: Pick<Deps, "store" | "clock" | "policy">,
  { productId, jobId, worker }: RenewLease,
): Promise<Outcome<{ readonly expiresAtMs: number }, Reason>> {
  const expiresAtMs = deps.clock.nowMs() + deps.policy.leaseTtlMs;
  const renewed = await deps.store.touch(JOBS, productId, jobId, {
    path: "lease.expiresAtMs",
    value: expiresAtMs,
    when: [
      { path: "lease.epoch", equals: worker.leaseEpoch },
      { path: "lease.holderFactoryId", equals: worker.factoryId },
    ],
  });
  if (renewed) return done({ expiresAtMs });
  const job = await deps.store.read(JOBS, productId, jobId);
  if (job === null) return refused({ code: "job-not-found", jobId });
  return refused({ code: "fenced", jobId: job.value.id, currentEpoch: job.value.leaseEpoch });
}
