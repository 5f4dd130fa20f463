import { type RunDocument, SESSIONS_MAX, type SessionUsage } from "#contract/documents/run-document.ts";
import { runIdOf } from "#contract/id.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS, RUNS } from "#application/ports/collections.ts";
import { newRun } from "#application/relay/project-run.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { costOf, mergeUsage } from "#domain/budget/ledger.ts";

export type ReportUsage = {
  readonly productId: string;
  readonly jobId: string;
  readonly runId: string;
  readonly factoryId: string;
  readonly sessions: readonly SessionUsage[];
};

type Reason = Refusal<"run-not-found" | "contention" | "invalid-request">;
const TOO_MANY = { pointer: "/body/sessions", detail: `expected at most ${SESSIONS_MAX} sessions of one run` };

/** PR10: cumulative, addressed to the run and not to the job, and so accepted after fencing: what is spent is spent. */
export async function reportUsage(
  deps: Pick<Deps, "store" | "entity" | "clock">,
  report: ReportUsage,
): Promise<Outcome<{ readonly costMicroUsd: number }, Reason>> {
  const found = await ownRun(deps, report);
  if (!found.ok) return found;
  const known = found.state;
  let tooMany = false;
  const run = await replaceMonotone(deps, RUNS, { partition: report.jobId, id: report.runId }, (current) => {
    const before = current ?? known;
    const usage = mergeUsage(before.usage, report.sessions);
    tooMany = usage.length > SESSIONS_MAX;
    const costMicroUsd = Math.max(before.costMicroUsd, costOf(usage));
    const same = current !== null && JSON.stringify(usage) === JSON.stringify(before.usage);
    return same || tooMany ? null : { ...before, usage, costMicroUsd, usageAtMs: deps.clock.nowMs() };
  });
  if (tooMany) return refused({ code: "invalid-request", errors: [TOO_MANY] });
  await deps.entity.signal(report.productId, { op: "accrue", jobId: report.jobId, runId: report.runId });
  return done({ costMicroUsd: run?.costMicroUsd ?? 0 });
}

const PROJECTION_PAUSE_MS = 2_000;

/**
 * The caller's run: as projected, or as the job's present lease says when the report overtook the projection. A lease
 * that has ended since says nothing any more, but its record is on its way: the money must not be turned down for that.
 */
async function ownRun(
  deps: Pick<Deps, "store">,
  { jobId, runId, productId, factoryId }: ReportUsage,
): Promise<Outcome<RunDocument, Refusal<"run-not-found" | "contention">>> {
  const absent = refused({ code: "run-not-found", runId });
  const stored = (await deps.store.read(RUNS, jobId, runId))?.value;
  if (stored !== undefined)
    return stored.factoryId === factoryId && stored.productId === productId ? done(stored) : absent;
  const job = (await deps.store.read(JOBS, productId, jobId))?.value;
  if (job === undefined || epochOf(runId) > job.leaseEpoch || runIdOf(jobId, epochOf(runId)) !== runId) return absent;
  const { lease } = job;
  if (lease?.runId !== runId) return refused({ code: "contention", retryAfterMs: PROJECTION_PAUSE_MS });
  return lease.holderFactoryId === factoryId ? done(newRun({ productId, jobId }, lease, null)) : absent;
}

const epochOf = (runId: string): number => Number(runId.slice(runId.lastIndexOf("_") + 1));
