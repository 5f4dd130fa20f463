import { type RunDocument, type SessionUsage } from "#contract/documents/run-document.ts";
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

/** PR10: cumulative, addressed to the run and not to the job, and so accepted after fencing: what is spent is spent. */
export async function reportUsage(
  deps: Pick<Deps, "store" | "entity" | "clock">,
  report: ReportUsage,
): Promise<Outcome<{ readonly costMicroUsd: number }, Refusal<"run-not-found">>> {
  const known = await ownRun(deps, report);
  if (known === null) return refused({ code: "run-not-found", runId: report.runId });
  const run = await replaceMonotone(deps, RUNS, { partition: report.jobId, id: report.runId }, (current) => {
    const before = current ?? known;
    const usage = mergeUsage(before.usage, report.sessions);
    const costMicroUsd = Math.max(before.costMicroUsd, costOf(usage));
    const same = current !== null && JSON.stringify(usage) === JSON.stringify(before.usage);
    return same ? null : { ...before, usage, costMicroUsd };
  });
  await deps.entity.signal(report.productId, { op: "accrue", jobId: report.jobId, runId: report.runId });
  return done({ costMicroUsd: run?.costMicroUsd ?? 0 });
}

/** The caller's run: as projected, or as the job's present lease says when the report overtook the projection. */
async function ownRun(deps: Pick<Deps, "store">, report: ReportUsage): Promise<RunDocument | null> {
  const { jobId, runId, productId, factoryId } = report;
  const stored = await deps.store.read(RUNS, jobId, runId);
  if (stored !== null)
    return stored.value.factoryId === factoryId && stored.value.productId === productId ? stored.value : null;
  const lease = (await deps.store.read(JOBS, productId, jobId))?.value.lease ?? null;
  if (lease === null || lease.holderFactoryId !== factoryId || runIdOf(jobId, lease.epoch) !== runId) return null;
  return newRun({ productId, jobId }, lease, null);
}
