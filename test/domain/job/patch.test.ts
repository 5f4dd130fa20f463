import { expect, test } from "vitest";
import { STAGES } from "#contract/stage.ts";
import { decidePatch, type Patch } from "#domain/job/patch.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { accepted, refusal, typesOf } from "../../support/decisions.ts";
import { factoryIdOf, jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const WORKER = { factoryId: factoryIdOf(1), leaseEpoch: 1 };
const CHECKPOINT = { branch: "work", sha: SHA, engine: "shell", sessionRef: "s", summary: "half way" };
const OUTCOME = { code: "ok", message: "done", sha: SHA, branch: "work", exitCode: 0 };
const patch = (given: Partial<Patch> = {}): Patch => ({
  worker: WORKER,
  stage: null,
  checkpoint: null,
  outcome: null,
  jitter: 0,
  ...given,
});

test("[PR4] only the holder may report, at the epoch of its lease", () => {
  const fenced = { code: "fenced", jobId: jobIdOf(1), currentEpoch: 1 };
  const stranger = { ...WORKER, factoryId: factoryIdOf(2) };
  expect(refusal(decidePatch(aHeldJob(), patch({ worker: stranger, stage: "failed" }), NOW_MS))).toEqual(fenced);
  const late = { ...WORKER, leaseEpoch: 2 };
  expect(refusal(decidePatch(aHeldJob(), patch({ worker: late, stage: "failed" }), NOW_MS))).toEqual(fenced);
  expect(refusal(decidePatch(aJob(), patch({ stage: "failed" }), NOW_MS)).code).toBe("fenced");
});

test("[JB1] a job starts to be built, and stays with its holder", () => {
  const assigned = aHeldJob({ stage: "assigned" });
  const { next, facts } = accepted(decidePatch(assigned, patch({ stage: "building" }), NOW_MS));
  expect(next).toEqual({ ...assigned, stage: "building", progressAtMs: NOW_MS });
  expect(facts).toEqual([{ type: "job.started", factoryId: factoryIdOf(1) }]);
});

test("[JB3] a checkpoint carries the epoch of the lease under which it was made", () => {
  const { next, facts } = accepted(decidePatch(aHeldJob(), patch({ checkpoint: CHECKPOINT }), NOW_MS));
  const checkpoint = { ...CHECKPOINT, epoch: 1, atMs: NOW_MS };
  expect(next).toEqual(aHeldJob({ checkpoint, progressAtMs: NOW_MS }));
  expect(facts).toEqual([{ type: "job.checkpointed", checkpoint }]);
});

test("[JB4] a finished attempt gives up its lease and waits for people", () => {
  const { next, facts } = accepted(
    decidePatch(
      aHeldJob({ approvals: [{ by: "ada", sha: SHA, epoch: 1, atMs: 1 }] }),
      patch({ stage: "review", checkpoint: CHECKPOINT, outcome: OUTCOME }),
      NOW_MS,
    ),
  );
  expect(next).toMatchObject({ stage: "review", lease: null, leaseEpoch: 2, attempts: 1, approvals: [] });
  expect(next.outcome).toEqual({ ...OUTCOME, result: "succeeded" });
  expect(typesOf(facts)).toEqual(["job.checkpointed", "job.finished"]);
});

test.each([
  ["review", 1, "review"],
  ["testing", 1, "review"],
  ["review", 0, "testing"],
  ["testing", 0, "testing"],
] as const)(
  "[JB4] a worker's %s with %i reviewers leads to %s: none can be skipped",
  (stage, reviewersNeeded, after) => {
    expect(accepted(decidePatch(aHeldJob({ reviewersNeeded }), patch({ stage }), NOW_MS)).next.stage).toBe(after);
  },
);

test("[JB4] an end without a word of its own is written down as unsaid", () => {
  const { next } = accepted(decidePatch(aHeldJob(), patch({ stage: "review" }), NOW_MS));
  expect(next.outcome).toEqual({
    result: "succeeded",
    code: "unsaid",
    message: "",
    sha: null,
    branch: null,
    exitCode: null,
  });
});

test("[JB5] a failed attempt goes back to the queue after a pause", () => {
  const { next, facts } = accepted(decidePatch(aHeldJob(), patch({ stage: "failed", outcome: OUTCOME }), NOW_MS));
  expect(next).toMatchObject({ stage: "queued", lease: null, attempts: 1, notBeforeMs: NOW_MS + 2_500 });
  expect(next.outcome?.result).toBe("failed");
  expect(typesOf(facts)).toEqual(["job.failed", "job.requeued"]);
});

test("[JB1] a holder moves its job only along the table of stages", () => {
  for (const from of ["assigned", "building"] as const)
    for (const stage of ["building", "review", "testing", "failed"] as const) {
      const decided = decidePatch(aHeldJob({ stage: from }), patch({ stage }), NOW_MS);
      const allowed = from === "assigned" ? stage === "building" || stage === "failed" : stage !== "building";
      expect(decided.kind, `${from} to ${stage}`).toBe(allowed ? "accept" : "refuse");
    }
  expect(refusal(decidePatch(aHeldJob(), patch({ stage: "building" }), NOW_MS))).toEqual({
    code: "action-not-allowed",
    jobId: jobIdOf(1),
    stage: "building",
    reason: "It cannot go to building.",
  });
});

test("[JB1] a report that reports nothing is refused", () => {
  expect(refusal(decidePatch(aHeldJob(), patch({ outcome: OUTCOME }), NOW_MS))).toMatchObject({
    code: "action-not-allowed",
    reason: "The request changes nothing: send a stage, a checkpoint or both.",
  });
});

test("[PR4] a job without a lease answers every report with fenced, whatever its stage", () => {
  for (const stage of STAGES) expect(refusal(decidePatch(aJob({ stage }), patch(), NOW_MS)).code).toBe("fenced");
});
