import { type JobLease } from "#contract/documents/job-document.ts";
import { runIdOf } from "#contract/id.ts";
import { factoryIdOf, jobIdOf, NOW_MS } from "./ids.ts";

/** A lease of job 1, held by factory 1 at epoch 1 for a minute. */
export const aLease = (given: Partial<JobLease> = {}): JobLease => {
  const epoch = given.epoch ?? 1;
  return {
    holderFactoryId: factoryIdOf(1),
    epoch,
    claimId: "claim-1",
    bootId: 1,
    seat: 0,
    runId: runIdOf(jobIdOf(1), epoch),
    acquiredAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 60_000,
    ...given,
  };
};
