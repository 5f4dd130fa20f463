import { type JobDocument } from "#contract/documents/job-document.ts";
import { usdToMicroUsd, microUsdToUsd } from "#contract/money.ts";
import { ROUTES } from "#contract/routes.ts";
import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { toTimestamp } from "#contract/time.ts";
import { type Principal } from "#application/access/authenticate.ts";
import { cadenceOf } from "#application/cadence.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { type Deps } from "#application/deps.ts";
import { getBody } from "#application/jobs/read-jobs.ts";
import { done } from "#application/outcome.ts";
import { checkpointView, jobView } from "#application/views/job-view.ts";
import { patchJob } from "#application/workers/patch-job.ts";
import { releaseLease } from "#application/workers/release-lease.ts";
import { renewLease } from "#application/workers/renew-lease.ts";
import { reportUsage } from "#application/workers/report-usage.ts";
import { bind } from "#functions/bind.ts";
import { withJob } from "#functions/http/jobs.ts";

/** What factories call while they work. Their token says which factory it is; nothing in a body can. */
export const WORKER_FUNCTIONS = {
  claimJob: bind(ROUTES.claimJob, async (deps, { productId, body, principal }) => {
    const claimed = await claimJob(deps, { productId, factoryId: factoryOf(principal), ...body });
    if (!claimed.ok) return claimed;
    const { job, queueVersion } = claimed.state;
    return done({
      claimed: job === null ? null : await claimedView(deps, job),
      queueVersion,
      cadence: cadenceOf(deps.policy),
    });
  }),
  patchJob: bind(ROUTES.patchJob, async (deps, { productId, params, body, principal }) =>
    withJob(
      await patchJob(deps, {
        productId,
        ...params,
        opId: body.opId,
        worker: { factoryId: factoryOf(principal), leaseEpoch: body.leaseEpoch },
        stage: body.stage ?? null,
        checkpoint: body.checkpoint ?? null,
        outcome: body.outcome ?? null,
      }),
    ),
  ),
  renewLease: bind(ROUTES.renewLease, async (deps, { productId, params, body, principal }) => {
    const worker = { factoryId: factoryOf(principal), leaseEpoch: body.leaseEpoch };
    const renewed = await renewLease(deps, { productId, ...params, worker });
    if (!renewed.ok) return renewed;
    return done({ leaseExpiresAt: toTimestamp(renewed.state.expiresAtMs), cadence: cadenceOf(deps.policy) });
  }),
  releaseLease: bind(ROUTES.releaseLease, async (deps, { productId, params, body, principal }) => {
    const worker = { factoryId: factoryOf(principal), leaseEpoch: body.leaseEpoch };
    return withJob(await releaseLease(deps, { productId, ...params, opId: body.opId, worker, note: body.note }));
  }),
  reportUsage: bind(ROUTES.reportUsage, async (deps, { productId, params, body, principal }) => {
    const sessions = body.sessions.map(({ costUsd, ...rest }) => ({
      ...rest,
      costMicroUsd: costUsd === null ? null : usdToMicroUsd(costUsd),
    }));
    const reported = await reportUsage(deps, { productId, ...params, factoryId: factoryOf(principal), sessions });
    return reported.ok ? done({ costUsd: microUsdToUsd(reported.state.costMicroUsd) }) : reported;
  }),
} as const;

/** A factory's token names its factory. One that does not would be a fault of ours, and holds no lease by this name. */
export const factoryOf = ({ factoryId }: Principal): string => factoryId ?? "";

async function claimedView(deps: Deps, job: JobDocument): Promise<ClaimedJob | null> {
  const { lease } = job;
  if (lease === null) return null;
  return {
    job: jobView(job),
    bodyMd: await getBody(deps, { productId: job.productId, jobId: job.id }),
    profile: job.profile,
    runId: lease.runId,
    leaseEpoch: lease.epoch,
    leaseExpiresAt: toTimestamp(lease.expiresAtMs),
    checkpoint: checkpointView(job.checkpoint),
  };
}
