import { microUsdToUsd } from "#contract/money.ts";
import { type Manifest } from "#contract/manifest/manifest.ts";
import { parseManifest } from "#contract/manifest/parse-manifest.ts";
import { toProblemDocument } from "#contract/problem.ts";
import { type BatchResult } from "#contract/routes/batch-routes.ts";
import { ROUTES } from "#contract/routes.ts";
import { type SubmitPlan } from "#contract/submit-plan.ts";
import { type Deps } from "#application/deps.ts";
import { type BatchItem, type ItemOutcome, submitBatch } from "#application/jobs/submit-batch.ts";
import { foreseeJob, type Foreseen, submitJob } from "#application/jobs/submit-job.ts";
import { routabilityMatrix } from "#application/routability.ts";
import { jobView } from "#application/views/job-view.ts";
import { type Write } from "#domain/operation/write.ts";
import { bind, bindWith } from "#functions/bind.ts";
import { jsonReply } from "#functions/reply.ts";

/** SU2: markdown with its front matter, or the same as JSON. */
function itemOf(body: string | { readonly manifest: Manifest; readonly bodyMd: string }): BatchItem {
  if (typeof body !== "string") return { ok: true, ...body };
  const parsed = parseManifest(body);
  if (parsed.ok) return parsed;
  return { ok: false, problem: { code: "invalid-manifest", errors: [...parsed.faults] } };
}

export const SUBMIT_FUNCTIONS = {
  submitJob: bind(ROUTES.submitJob, async (deps, { productId, query, body, principal }) => {
    const item = itemOf(body);
    if (!item.ok) return item;
    const { manifest, bodyMd } = item;
    const submit = { productId, manifest, bodyMd, submittedBy: principal.name, strict: query.strict };
    if (query.dryRun) {
      const foreseen = await foreseeJob(deps, submit);
      if (!foreseen.ok) return foreseen;
      const { job, replayed, missing } = foreseen.state;
      const plan = await planView(deps, manifest, foreseen.state);
      return { ok: true, status: 200, state: { job: jobView(job), replayed, missing: [...missing], plan } };
    }
    const outcome = await submitJob(deps, submit);
    if (!outcome.ok) return outcome;
    const { job, replayed, missing } = outcome.state;
    return { ok: true, status: replayed ? 200 : 201, state: { job: jobView(job), replayed, missing: [...missing] } };
  }),
  submitBatch: bindWith(ROUTES.submitBatch, async (deps, { productId, query, body, principal }, requestId) => {
    const results = await submitBatch(deps, {
      productId,
      key: body.key,
      items: body.items.map(itemOf),
      submittedBy: principal.name,
      strict: query.strict === "1",
    });
    return jsonReply(200, { items: results.map((result, index) => resultView(result, index, requestId)) });
  }),
} as const;

async function planView(deps: Deps, manifest: Manifest, { job, writes }: Foreseen): Promise<SubmitPlan> {
  return {
    manifest,
    routability: [...(await routabilityMatrix(deps, job.productId, job.requires))],
    writes: writes.map((write) => ({ write: write.kind, kind: kindOf(write) })),
    costCeilingUsd: job.budgetMicroUsd === null ? null : microUsdToUsd(job.budgetMicroUsd),
  };
}

const kindOf = (write: Write): string => {
  const id = write.kind === "delete" ? write.id : write.doc.id;
  return id.startsWith("job_") ? "job" : (id.split(":")[0] ?? id);
};

function resultView({ key, outcome }: ItemOutcome, index: number, requestId: string): BatchResult {
  if (!outcome.ok) {
    const problem = toProblemDocument(outcome.problem, requestId);
    return { index, key, status: "refused", job: null, missing: [], problem };
  }
  const { job, replayed, missing } = outcome.state;
  const status = replayed ? "replayed" : "created";
  return { index, key, status, job: jobView(job), missing: [...missing], problem: null };
}
