import { type JobDocument } from "#contract/documents/job-document.ts";

/** The epoch rises when a lease ends as well: whoever held it is fenced from that commit on. */
export const withoutLease = (job: JobDocument): JobDocument =>
  job.lease === null ? job : { ...job, lease: null, leaseEpoch: job.leaseEpoch + 1 };
