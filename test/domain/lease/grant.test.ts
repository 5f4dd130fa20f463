import { expect, test } from "vitest";
import { decideGrant, type Grant } from "#domain/lease/grant.ts";
import { aHeldJob, aJob, aJobIn } from "../../support/a-job.ts";
import { accepted } from "../../support/decisions.ts";
import { factoryIdOf, jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const GRANT: Grant = { factoryId: factoryIdOf(7), claimId: "c-1", bootId: 4, seat: 2, leaseTtlMs: 60_000 };

test("[PR3] a grant raises the epoch by one, names the run after it and says who holds the job until when", () => {
  const { next, facts } = accepted(decideGrant(aJob({ leaseEpoch: 8 }), GRANT, NOW_MS));
  expect(next).toMatchObject({ stage: "assigned", leaseEpoch: 9, lastFactoryId: factoryIdOf(7) });
  expect(next.lease).toEqual({
    holderFactoryId: factoryIdOf(7),
    epoch: 9,
    claimId: "c-1",
    bootId: 4,
    seat: 2,
    runId: `run_${jobIdOf(1).slice(4)}_9`,
    acquiredAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 60_000,
  });
  expect(facts).toEqual([
    { type: "job.claimed", factoryId: factoryIdOf(7), runId: next.lease?.runId, seat: 2, resumedFromSha: null },
  ]);
});

test("[PR3] a grant says which commit the work goes on from", () => {
  const checkpoint = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "", epoch: 1, atMs: NOW_MS };
  const { facts } = accepted(decideGrant(aJob({ checkpoint }), GRANT, NOW_MS));
  expect(facts[0]).toMatchObject({ resumedFromSha: SHA });
});

test("[PR3] a job is for the taking from the very millisecond of its notBefore", () => {
  expect(decideGrant(aJob({ notBeforeMs: NOW_MS + 1 }), GRANT, NOW_MS).kind).toBe("skip");
  expect(decideGrant(aJob({ notBeforeMs: NOW_MS }), GRANT, NOW_MS).kind).toBe("accept");
});

test.each(["blocked", "assigned", "building", "review", "testing", "shipped", "failed", "dead_letter"] as const)(
  "[PR3] a job that is %s is not for the taking",
  (stage) => {
    expect(decideGrant(aJobIn(stage), GRANT, NOW_MS).kind).toBe("skip");
  },
);

test("[PR3] neither a held job nor one on hold is granted", () => {
  expect(decideGrant(aHeldJob(), GRANT, NOW_MS).kind).toBe("skip");
  const hold = { by: "ada", note: "", atMs: NOW_MS };
  expect(decideGrant(aJob({ hold }), GRANT, NOW_MS).kind).toBe("skip");
});
