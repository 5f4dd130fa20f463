import { type RunDocument } from "#contract/documents/run-document.ts";
import { microUsdToUsd } from "#contract/money.ts";
import { type Run } from "#contract/run.ts";
import { toTimestamp } from "#contract/time.ts";

/** The run as it crosses the wire: a session's unknown cost stays unknown. */
export const runView = (run: RunDocument): Run => ({
  id: run.id,
  jobId: run.jobId,
  epoch: run.epoch,
  factoryId: run.factoryId,
  startedAt: toTimestamp(run.startedAtMs),
  endedAt: run.endedAtMs === null ? null : toTimestamp(run.endedAtMs),
  end: run.end,
  outcome: run.outcome,
  resumedFromSha: run.resumedFromSha,
  sessions: run.usage.map(({ costMicroUsd, ...rest }) => ({
    ...rest,
    costUsd: costMicroUsd === null ? null : microUsdToUsd(costMicroUsd),
  })),
  costUsd: microUsdToUsd(run.costMicroUsd),
});
