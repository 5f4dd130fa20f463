import { expect, test } from "vitest";
import { decideAct } from "#domain/job/act.ts";
import { decideApprove } from "#domain/review/approve.ts";
import { aJob } from "../../support/a-job.ts";
import { accepted, refusal } from "../../support/decisions.ts";
import { jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const outcome = { result: "succeeded", code: "ok", message: "", sha: SHA, branch: null, exitCode: 0 } as const;
const inReview = aJob({ stage: "review", reviewersNeeded: 2, leaseEpoch: 2, outcome });
const as = (name: string) => ({ name, factoryId: null, mayReviewOwn: false });

test("[RV1] a job stays in review until it has as many voices as it needs, and goes on with the last", () => {
  const first = accepted(decideApprove(inReview, as("ada"), NOW_MS));
  expect(first.next).toMatchObject({ stage: "review", approvals: [{ by: "ada", sha: SHA, epoch: 2, atMs: NOW_MS }] });
  expect(first.facts).toEqual([{ type: "job.approved", by: "ada", approvals: 1, needed: 2 }]);
  const second = accepted(decideApprove(first.next, as("bob"), NOW_MS));
  expect(second.next.stage).toBe("testing");
  expect(second.facts).toEqual([{ type: "job.approved", by: "bob", approvals: 2, needed: 2 }]);
});

test("[RV2] one principal has one voice", () => {
  const { next } = accepted(decideAct(inReview, { action: "approve", by: "ada", note: "" }, NOW_MS));
  expect(refusal(decideAct(next, { action: "approve", by: "ada", note: "" }, NOW_MS))).toEqual({
    code: "action-not-allowed",
    jobId: jobIdOf(1),
    stage: "review",
    reason: "ada has approved it already.",
  });
});

test("[RV1] an approval names the commit that it is about, as far as there is one", () => {
  const { next } = accepted(decideApprove({ ...inReview, outcome: null }, as("ada"), NOW_MS));
  expect(next.approvals[0]?.sha).toBeNull();
});
