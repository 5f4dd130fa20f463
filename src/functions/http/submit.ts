import { type Manifest } from "#contract/manifest/manifest.ts";
import { parseManifest } from "#contract/manifest/parse-manifest.ts";
import { ROUTES } from "#contract/routes.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { refused } from "#application/outcome.ts";
import { jobView } from "#application/views/job-view.ts";
import { bind } from "#functions/bind.ts";

type Submission =
  | { readonly ok: true; readonly manifest: Manifest; readonly bodyMd: string }
  | {
      readonly ok: false;
      readonly faults: readonly { readonly pointer: string; readonly line: number; readonly detail: string }[];
    };

const submissionOf = (body: string | { readonly manifest: Manifest; readonly bodyMd: string }): Submission =>
  typeof body === "string" ? parseManifest(body) : { ok: true, ...body };

/** SU2: markdown with its front matter, or the same as JSON. */
export const SUBMIT_FUNCTIONS = {
  submitJob: bind(ROUTES.submitJob, async (deps, { productId, query, body, principal }) => {
    const submission = submissionOf(body);
    if (!submission.ok) return refused({ code: "invalid-manifest", errors: [...submission.faults] });
    const { manifest, bodyMd } = submission;
    const outcome = await submitJob(deps, {
      productId,
      manifest,
      bodyMd,
      submittedBy: principal.name,
      strict: query.strict,
    });
    if (!outcome.ok) return outcome;
    const { job, replayed, missing } = outcome.state;
    return { ok: true, status: replayed ? 200 : 201, state: { job: jobView(job), replayed, missing: [...missing] } };
  }),
} as const;
