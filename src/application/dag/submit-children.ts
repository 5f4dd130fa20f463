import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Manifest } from "#contract/manifest/manifest.ts";
import { type Priority, priorityRank } from "#contract/priority.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS } from "#application/ports/collections.ts";

export type SubmitChildren = {
  readonly productId: string;
  readonly jobId: string;
  readonly key: string;
  readonly children: readonly { readonly manifest: Manifest; readonly bodyMd: string }[];
  readonly by: string;
};
type Reason = Refusal<
  | "job-not-found"
  | "idempotency-key-reused"
  | "profile-not-found"
  | "unknown-dependency"
  | "parent-not-open"
  | "unroutable"
  | "contention"
>;

/**
 * DG6: the children of a composite, each a submission of its own under a key that follows from the request's. One that
 * is refused ends the request; sent again, it gives those that were made before and goes on from there.
 */
export async function submitChildren(
  deps: Deps,
  { productId, jobId, key, children, by }: SubmitChildren,
): Promise<Outcome<readonly JobDocument[], Reason>> {
  const parent = await deps.store.read(JOBS, productId, jobId);
  if (parent === null) return refused({ code: "job-not-found", jobId });
  const ceiling = parent.value.priority;
  const jobs: JobDocument[] = [];
  for (const [index, { manifest, bodyMd }] of children.entries()) {
    const child: Manifest = {
      ...manifest,
      key: manifest.key ?? `${key}.${index + 1}`,
      parent: jobId,
      priority: atMost(ceiling, manifest.priority),
    };
    // Sequential on purpose: a child may name the ones before it by key, and all of them change the one parent.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const submitted = await submitJob(deps, { productId, manifest: child, bodyMd, submittedBy: by, strict: false });
    if (!submitted.ok) return submitted;
    jobs.push(submitted.state.job);
  }
  return done(jobs);
}

const atMost = (ceiling: Priority, wished: Priority): Priority =>
  priorityRank(wished) < priorityRank(ceiling) ? ceiling : wished;
