import { ROUTES } from "#contract/routes.ts";
import { fromTimestamp } from "#contract/time.ts";
import { getDag } from "#application/dag/get-dag.ts";
import { submitChildren } from "#application/dag/submit-children.ts";
import { redriveJobs } from "#application/jobs/redrive-jobs.ts";
import { done } from "#application/outcome.ts";
import { jobView } from "#application/views/job-view.ts";
import { bind } from "#functions/bind.ts";

/** Trees of jobs, and dead jobs by the dozen. */
export const DAG_FUNCTIONS = {
  submitChildren: bind(ROUTES.submitChildren, async (deps, { productId, params, body, principal }) => {
    const submitted = await submitChildren(deps, { productId, ...params, ...body, by: principal.name });
    return submitted.ok ? done({ items: submitted.state.map(jobView) }) : submitted;
  }),
  getDag: bind(ROUTES.getDag, async (deps, { productId, params }) => {
    const dag = await getDag(deps, { productId, ...params });
    if (!dag.ok) return dag;
    const nodes = dag.state.entries.map(({ job, depth }) => ({
      id: job.id,
      parentId: job.parentId,
      depth,
      title: job.title,
      kind: job.jobKind,
      stage: job.stage,
      priority: job.priority,
      deps: job.deps,
    }));
    return done({ nodes, truncated: dag.state.truncated });
  }),
  redriveJobs: bind(ROUTES.redriveJobs, async (deps, { productId, body, principal }) => {
    const redriven = await redriveJobs(deps, {
      productId,
      opId: body.opId,
      reason: body.reason ?? null,
      beforeMs: body.before === undefined ? null : fromTimestamp(body.before),
      limit: body.limit,
      by: principal.name,
      note: body.note,
    });
    return redriven.ok ? done({ items: redriven.state.map(jobView) }) : redriven;
  }),
} as const;
