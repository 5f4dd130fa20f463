import { expect, test } from "vitest";
import { decideAct } from "#domain/job/act.ts";
import { decidePatch } from "#domain/job/patch.ts";
import { decideRequestReview } from "#domain/review/request-review.ts";
import { decideReview, type Review } from "#domain/review/review.ts";
import { decideReviewExpiry } from "#domain/review/expire.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { accepted, refusal, typesOf } from "../../support/decisions.ts";
import { factoryIdOf, jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const OTHER_SHA = "c".repeat(40);
const outcome = { result: "succeeded", code: "ok", message: "", sha: SHA, branch: "b", exitCode: 0 } as const;
const inReview = aJob({
  stage: "review",
  reviewersNeeded: 2,
  leaseEpoch: 2,
  outcome,
  lastFactoryId: factoryIdOf(1),
  reviewExpiresAtMs: NOW_MS + 60_000,
});
const by = (name: string, given: Partial<Review["reviewer"]> = {}) => ({
  name,
  factoryId: null,
  mayReviewOwn: false,
  ...given,
});
const review = (verdict: Review["verdict"], name = "ada", given: Partial<Review> = {}): Review => ({
  verdict,
  note: "because",
  sha: null,
  reviewer: by(name),
  ...given,
});
const voice = (name: string, sha = SHA, epoch = 2) => ({ by: name, sha, epoch, atMs: NOW_MS });

test("[RV3] whoever submitted a job has no voice in its approval, unless there is nobody else", () => {
  const own = { code: "own-work", jobId: jobIdOf(1), by: "sam" };
  expect(refusal(decideReview(inReview, review("approve", "sam"), NOW_MS))).toEqual(own);
  expect(refusal(decideAct(inReview, { action: "approve", by: "sam", note: "" }, NOW_MS))).toEqual(own);
  const alone = review("approve", "sam", { reviewer: by("sam", { mayReviewOwn: true }) });
  expect(accepted(decideReview(inReview, alone, NOW_MS)).next.approvals).toMatchObject([{ by: "sam" }]);
});

test("[RV3] the factory that ran a job has no voice in it, by its id or by a token of that name, whatever the verdict", () => {
  for (const verdict of ["approve", "reject", "request_changes"] as const) {
    const asFactory = by("builder", { factoryId: factoryIdOf(1), mayReviewOwn: true });
    for (const reviewer of [asFactory, by(factoryIdOf(1))])
      expect(refusal(decideReview(inReview, review(verdict, "x", { reviewer }), NOW_MS))).toMatchObject({
        code: "own-work",
      });
  }
  const other = review("approve", "x", { reviewer: by("x", { factoryId: factoryIdOf(2) }) });
  expect(accepted(decideReview(inReview, other, NOW_MS)).next.approvals).toHaveLength(1);
});

test("[RV4] an approval of another commit or of an earlier epoch is void", () => {
  for (const stale of [voice("bob", OTHER_SHA), voice("bob", SHA, 1)]) {
    const { next, facts } = accepted(decideReview({ ...inReview, approvals: [stale] }, review("approve"), NOW_MS));
    expect(next).toMatchObject({ stage: "review", approvals: [{ by: "ada", sha: SHA, epoch: 2 }] });
    expect(facts).toMatchObject([{ approvals: 1, needed: 2 }]);
  }
  const standing = accepted(decideReview({ ...inReview, approvals: [voice("bob")] }, review("approve"), NOW_MS));
  expect(standing.next).toMatchObject({ stage: "testing", reviewExpiresAtMs: null });
});

test("[RV4] a principal whose approval became void may approve again, and one whose approval stands may not", () => {
  const void_ = { ...inReview, approvals: [voice("ada", OTHER_SHA)] };
  expect(accepted(decideReview(void_, review("approve"), NOW_MS)).next.approvals).toHaveLength(1);
  const stands = { ...inReview, approvals: [voice("ada")] };
  expect(refusal(decideReview(stands, review("approve"), NOW_MS))).toMatchObject({ code: "action-not-allowed" });
});

test("[RV4] where no commit was made, an approval of none stands and one of a commit does not", () => {
  const none = { ...inReview, outcome: null, approvals: [{ ...voice("bob"), sha: null }, voice("eve")] };
  expect(accepted(decideReview(none, review("approve"), NOW_MS)).next).toMatchObject({
    stage: "testing",
    approvals: [{ by: "bob" }, { by: "ada" }],
  });
});

test("[RV4] a verdict that names another commit than the present one is refused, and one that names it counts", () => {
  const stale = review("approve", "ada", { sha: OTHER_SHA });
  const outdated = { code: "review-outdated", jobId: jobIdOf(1), sha: SHA, epoch: 2 };
  expect(refusal(decideReview(inReview, stale, NOW_MS))).toEqual(outdated);
  expect(refusal(decideReview({ ...inReview, outcome: null }, stale, NOW_MS))).toEqual({ ...outdated, sha: null });
  expect(accepted(decideReview(inReview, review("approve", "ada", { sha: SHA }), NOW_MS)).next.approvals).toHaveLength(
    1,
  );
});

test("[RV4] a new attempt starts without approvals, even where it ends at the same commit", () => {
  const held = aHeldJob({ approvals: [voice("bob", SHA, 1)], reviewersNeeded: 2, changeRequest: aRequest() });
  const worker = { factoryId: factoryIdOf(1), leaseEpoch: 1 };
  const { next } = accepted(
    decidePatch(held, { worker, stage: "review", checkpoint: null, outcome, jitter: 0 }, NOW_MS),
  );
  expect(next).toMatchObject({ approvals: [], leaseEpoch: 2, changeRequest: null });
  expect(next.reviewExpiresAtMs).toBe(NOW_MS + next.reviewMaxMs);
});

test("[RV5] one rejection is a veto, however many have approved, also by whoever submitted the job", () => {
  for (const name of ["ada", "sam"]) {
    const { next, facts } = accepted(
      decideReview({ ...inReview, approvals: [voice("bob")] }, review("reject", name), NOW_MS),
    );
    expect(next).toMatchObject({ stage: "failed", outcome: { result: "rejected", message: "because", sha: SHA } });
    expect(facts).toEqual([{ type: "job.rejected", note: "because" }]);
  }
});

test("[RV5] a request for changes puts the job back in the queue with the words for the next attempt", () => {
  const before = { ...inReview, approvals: [voice("bob")], attempts: 1, requeues: { changes_requested: 1 } };
  const { next, facts } = accepted(decideReview(before, review("request_changes"), NOW_MS));
  expect(next).toMatchObject({
    stage: "queued",
    approvals: [],
    attempts: 1,
    changeRequest: { by: "ada", note: "because", atMs: NOW_MS },
    reviewExpiresAtMs: null,
    requeues: { changes_requested: 2 },
  });
  expect(typesOf(facts)).toEqual(["job.changes_requested", "job.requeued"]);
  expect(accepted(decideReview(inReview, review("request_changes"), NOW_MS)).next.requeues).toEqual({
    changes_requested: 1,
  });
});

test("[RV5] a verdict on a job that is not there for review is refused with its stage", () => {
  expect(refusal(decideReview(aJob(), review("approve"), NOW_MS))).toMatchObject({ stage: "queued" });
  expect(refusal(decideReview(aJob(), review("request_changes"), NOW_MS))).toMatchObject({ stage: "queued" });
});

const aRequest = () => ({ by: "bob", note: "x", atMs: NOW_MS });
const asked = {
  by: "ada",
  worker: null,
  reviewers: 3,
  expiresAfterMs: 1_000,
  note: "look",
  outcome: null,
} as const;

test("[RV6] an operator asks for more reviewers or again, never for fewer, and only in review", () => {
  const { next, facts } = accepted(decideRequestReview(inReview, asked, NOW_MS));
  expect(next).toMatchObject({ stage: "review", reviewersNeeded: 3, reviewExpiresAtMs: NOW_MS + 1_000 });
  expect(facts).toEqual([
    { type: "job.review_requested", by: "ada", needed: 3, expiresAtMs: NOW_MS + 1_000, note: "look" },
  ]);
  expect(accepted(decideRequestReview(inReview, { ...asked, reviewers: 1 }, NOW_MS)).next.reviewersNeeded).toBe(2);
  expect(refusal(decideRequestReview(aJob(), asked, NOW_MS))).toMatchObject({ code: "action-not-allowed" });
});

test("[RV6] the holder asks for review under its lease, which ends its attempt and gives up its seat", () => {
  const worker = { factoryId: factoryIdOf(1), leaseEpoch: 1 };
  const ask = { ...asked, worker, expiresAfterMs: null, outcome } as const;
  const { next, facts } = accepted(decideRequestReview(aHeldJob({ reviewersNeeded: 0 }), ask, NOW_MS));
  expect(next).toMatchObject({ stage: "review", lease: null, leaseEpoch: 2, reviewersNeeded: 3, attempts: 1 });
  expect(next.reviewExpiresAtMs).toBe(NOW_MS + next.reviewMaxMs);
  expect(typesOf(facts)).toEqual(["job.finished", "job.review_requested"]);
  const silent = accepted(decideRequestReview(aHeldJob(), { ...ask, outcome: null }, NOW_MS));
  expect(silent.next.outcome).toMatchObject({ result: "succeeded", code: "unsaid" });
});

test("[RV6] a request under another lease is fenced, and one before the work began is refused", () => {
  const worker = { factoryId: factoryIdOf(1), leaseEpoch: 2 };
  expect(refusal(decideRequestReview(aHeldJob(), { ...asked, worker }, NOW_MS))).toMatchObject({ code: "fenced" });
  const early = { ...asked, worker: { ...worker, leaseEpoch: 1 } };
  expect(refusal(decideRequestReview(aHeldJob({ stage: "assigned" }), early, NOW_MS))).toMatchObject({
    code: "action-not-allowed",
  });
});

test("[RV7] a wait for reviewers that ran out is told once, and what was approved stands", () => {
  const waiting = { ...inReview, approvals: [voice("bob"), voice("eve", OTHER_SHA)], reviewExpiresAtMs: NOW_MS };
  expect(decideReviewExpiry(waiting, NOW_MS - 1).kind).toBe("skip");
  const { next, facts } = accepted(decideReviewExpiry(waiting, NOW_MS));
  expect(next).toMatchObject({ stage: "review", reviewExpiresAtMs: null, approvals: waiting.approvals });
  expect(facts).toEqual([{ type: "job.review_expired", approvals: 1, needed: 2 }]);
  expect(decideReviewExpiry(next, NOW_MS).kind).toBe("skip");
  expect(decideReviewExpiry({ ...waiting, stage: "testing" }, NOW_MS).kind).toBe("skip");
});
