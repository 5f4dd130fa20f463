import { type JobAddress, type JobDocument } from "#contract/documents/job-document.ts";
import { changeJob } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { JOB_ADDRESSES, JOBS, RUNS } from "#application/ports/collections.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { decideEnforceLimit } from "#domain/job/enforce-limit.ts";
import { firstLimitOf } from "#domain/job/time-limits.ts";

const DUE_MAX = 40;
const REAPER = { kind: "system", id: "reaper" } as const;

/** TM3: every job of which a time limit has struck, the longest overdue first. Gives how many were changed. */
export async function enforceTimeLimits(deps: Deps): Promise<number> {
  const { items } = await deps.store.query(JOB_ADDRESSES, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "dueAtMs", op: "lte", value: deps.clock.nowMs() },
    ],
    orderBy: [{ path: "dueAtMs", direction: "asc" }],
    limit: DUE_MAX,
  });
  const struck = await Promise.all(
    items.map(({ value }) => isolated(deps, "reaper.limit", value.id, () => enforce(deps, value))),
  );
  return struck.filter((each) => each === true).length;
}

async function enforce(deps: Deps, at: JobAddress): Promise<boolean> {
  const job = (await deps.store.read(JOBS, at.productId, at.id))?.value;
  if (job === undefined) return false;
  const reportedAtMs = await reportedAt(deps, job);
  const limit = firstLimitOf(job, reportedAtMs);
  const jitter = deps.random.next();
  const executed = await changeJob(deps, {
    productId: at.productId,
    jobId: at.id,
    opId: `limit.${job.rev}`,
    actor: REAPER,
    decide: (current, nowMs) => decideEnforceLimit(current, { reportedAtMs, jitter }, nowMs),
  });
  if (executed.kind === "committed" && limit !== null) {
    deps.log.warn(`alert.${limit.code}`, { productId: job.productId, jobId: job.id, epoch: job.leaseEpoch });
    return true;
  }
  if (executed.kind === "skipped" && limit !== null) await putOff(deps, job, limit.atMs);
  return false;
}

/** Its run showed progress that the job does not know of: it is looked at again when that is too old as well. */
const putOff = (deps: Deps, job: JobDocument, dueAtMs: number): Promise<boolean> =>
  deps.store.touch(JOBS, job.productId, job.id, {
    path: "dueAtMs",
    value: dueAtMs,
    when: [{ path: "rev", equals: job.rev }],
  });

async function reportedAt(deps: Deps, { id, lease, progressMaxMs }: JobDocument): Promise<number | null> {
  if (lease === null || progressMaxMs === null) return null;
  return (await deps.store.read(RUNS, id, lease.runId))?.value.usageAtMs ?? null;
}
