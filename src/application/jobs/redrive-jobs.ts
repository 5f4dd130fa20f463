import { type JobDocument } from "#contract/documents/job-document.ts";
import { REDRIVES_ID, type RedrivesDocument } from "#contract/documents/redrives-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS, REDRIVES } from "#application/ports/collections.ts";
import { type Condition } from "#application/ports/query.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { takeRedrives } from "#domain/job/redrive-allowance.ts";

export type RedriveJobs = {
  readonly productId: string;
  readonly opId: string;
  readonly reason: JobDocument["deadReason"];
  readonly beforeMs: number | null;
  readonly limit: number;
  readonly by: string;
  readonly note: string;
};

/** JB13: dead jobs go back to the queue as an operator's requeue, each in its own commit; one that is dead no more stays. */
export async function redriveJobs(
  deps: Deps,
  redrive: RedriveJobs,
): Promise<Outcome<readonly JobDocument[], Refusal<"rate-limited">>> {
  const dead = await deadJobs(deps, redrive);
  if (dead.length === 0) return done([]);
  const retryAfterMs = await take(deps, redrive.productId, dead.length);
  if (retryAfterMs !== null) return refused({ code: "rate-limited", retryAfterMs });
  const { productId, opId, by } = redrive;
  const note = `Redriven. ${redrive.note}`.trim();
  const acted = await Promise.all(
    dead.map(({ id }) =>
      actOnJob(deps, { productId, jobId: id, action: "requeue", opId: `redrive.${opId}`, by, note }),
    ),
  );
  const jobs = acted.flatMap((each) => (each.ok ? [each.state] : []));
  deps.log.info("jobs.redriven", { productId, by, count: jobs.length, reason: redrive.reason });
  return done(jobs);
}

async function deadJobs(
  deps: Pick<Deps, "store">,
  { productId, reason, beforeMs, limit }: RedriveJobs,
): Promise<readonly JobDocument[]> {
  const where: Condition[] = [
    { path: "kind", op: "eq", value: "job" },
    { path: "stage", op: "eq", value: "dead_letter" },
  ];
  if (reason !== null) where.push({ path: "deadReason", op: "eq", value: reason });
  if (beforeMs !== null) where.push({ path: "endedAtMs", op: "lt", value: beforeMs });
  const { items } = await deps.store.query(JOBS, {
    partition: productId,
    where,
    orderBy: [{ path: "endedAtMs", direction: "asc" }],
    limit,
  });
  return items.map(({ value }) => value);
}

/** Null when the allowance was there and is taken; otherwise how long to wait. */
async function take(deps: Pick<Deps, "store" | "clock">, productId: string, count: number): Promise<number | null> {
  let waitMs: number | null = null;
  await replaceMonotone(deps, REDRIVES, { partition: productId, id: REDRIVES_ID }, (known): RedrivesDocument | null => {
    const taken = takeRedrives(known, count, deps.clock.nowMs());
    waitMs = taken.ok ? null : taken.retryAfterMs;
    return taken.ok ? { id: REDRIVES_ID, productId, ...taken.next } : null;
  });
  return waitMs;
}
