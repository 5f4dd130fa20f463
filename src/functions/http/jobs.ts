import { type JobDocument } from "#contract/documents/job-document.ts";
import { ROUTES } from "#contract/routes.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { getBody, getJob, listEvents, listJobs, listRuns } from "#application/jobs/read-jobs.ts";
import { done } from "#application/outcome.ts";
import { isOnlyPerson } from "#application/review/is-only-person.ts";
import { explainJob } from "#application/explain/explain-job.ts";
import { decisionView } from "#application/views/decision-view.ts";
import { eventView } from "#application/views/event-view.ts";
import { reasonHistory, whyNotView } from "#application/views/explanation-view.ts";
import { jobView } from "#application/views/job-view.ts";
import { runView } from "#application/views/run-view.ts";
import { bind } from "#functions/bind.ts";

/** The reading half of the jobs, and the operators' actions. */
export const JOB_FUNCTIONS = {
  listJobs: bind(ROUTES.listJobs, async (deps, { productId, query }) => {
    const page = await listJobs(deps, {
      productId,
      stage: query.stage ?? null,
      limit: query.limit,
      cursor: query.cursor ?? null,
    });
    return done({ items: page.items.map(({ value }) => jobView(value)), nextCursor: page.nextCursor });
  }),
  getJob: bind(ROUTES.getJob, async (deps, { productId, params }) => {
    const job = await getJob(deps, { productId, ...params });
    if (!job.ok) return job;
    return done({ job: { ...jobView(job.state), bodyMd: await getBody(deps, { productId, ...params }) } });
  }),
  actOnJob: bind(ROUTES.actOnJob, async (deps, { productId, params, body, principal }) =>
    withJob(
      await actOnJob(deps, {
        productId,
        ...params,
        opId: body.opId,
        note: body.note,
        by: principal.name,
        mayReviewOwn: params.action === "approve" && (await isOnlyPerson(deps, productId, principal)),
      }),
    ),
  ),
  listRuns: bind(ROUTES.listRuns, async (deps, { productId, params }) => {
    const runs = await listRuns(deps, { productId, ...params });
    return runs.ok ? done({ items: runs.state.map(runView) }) : runs;
  }),
  listEvents: bind(ROUTES.listEvents, async (deps, { productId, params, query }) => {
    const job = await getJob(deps, { productId, ...params });
    if (!job.ok) return job;
    const events = await listEvents(deps, { productId, ...params, ...query });
    return done({ items: events.map(eventView), lastSeq: events.at(-1)?.seq ?? query.after });
  }),
  getDecision: bind(ROUTES.getDecision, async (deps, { productId, params }) => {
    const explained = await explainJob(deps, { productId, ...params });
    if (!explained.ok) return explained;
    const { decisions, waits, events } = explained.state;
    return done({ items: decisions.map(decisionView), waits: whyNotView(waits), history: reasonHistory(events) });
  }),
} as const;

/** A job's answer, whatever the use case was. */
export const withJob = <Refused extends { readonly ok: false }>(
  outcome: Refused | { readonly ok: true; readonly state: JobDocument },
) => (outcome.ok ? done({ job: jobView(outcome.state) }) : outcome);
