import { type JobDocument } from "#contract/documents/job-document.ts";

/** Whether some factory could claim the job, time apart. */
export const isClaimable = (job: JobDocument): boolean => job.stage === "queued" && job.hold === null;
