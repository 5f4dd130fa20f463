import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";

/** Who speaks. `mayReviewOwn` is for an administrator who is the only person there is: nobody else could be asked. */
export type Reviewer = {
  readonly name: string;
  readonly factoryId: string | null;
  readonly mayReviewOwn: boolean;
};

/** RV3: neither whoever submitted the job nor the factory that ran it approves it. Null when the voice counts. */
export function whyNoVoice(job: JobDocument, reviewer: Reviewer): Refusal<"own-work"> | null {
  const { name, factoryId, mayReviewOwn } = reviewer;
  const ran = job.lastFactoryId !== null && (factoryId === job.lastFactoryId || name === job.lastFactoryId);
  const submitted = name === job.submittedBy && !mayReviewOwn;
  return ran || submitted ? { code: "own-work", jobId: job.id, by: name } : null;
}

/** RV4: an approval is about one commit of one attempt; whatever is newer than that voids it. */
export const standingApprovals = (job: JobDocument): JobDocument["approvals"] =>
  job.approvals.filter(({ sha, epoch }) => sha === (job.outcome?.sha ?? null) && epoch === job.leaseEpoch);
