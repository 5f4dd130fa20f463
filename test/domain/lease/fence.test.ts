import { expect, test } from "vitest";
import { fenced, leaseHeldBy } from "#domain/lease/fence.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { factoryIdOf, jobIdOf } from "../../support/ids.ts";

const job = aHeldJob({ leaseEpoch: 5, lease: aLease({ epoch: 5 }) });

test("[PR4] only the present holder at the present epoch has the lease", () => {
  expect(leaseHeldBy(job, { factoryId: factoryIdOf(1), leaseEpoch: 5 })).toBe(job.lease);
});

test.each([
  ["the holder at an earlier epoch", factoryIdOf(1), 4],
  ["the holder at a later epoch", factoryIdOf(1), 6],
  ["another factory at the present epoch", factoryIdOf(2), 5],
])("[PR4] %s has no lease", (_, factoryId, leaseEpoch) => {
  expect(leaseHeldBy(job, { factoryId, leaseEpoch })).toBeNull();
});

test("[PR4] nobody has the lease of a job without one, and the refusal tells the job's epoch", () => {
  const free = aJob({ leaseEpoch: 6 });
  expect(leaseHeldBy(free, { factoryId: factoryIdOf(1), leaseEpoch: 6 })).toBeNull();
  expect(fenced(free)).toEqual({
    kind: "refuse",
    problem: { code: "fenced", jobId: jobIdOf(1), currentEpoch: 6 },
  });
});
