import { expect, test } from "vitest";
import { JOB_ACTIONS, whyNot } from "#contract/job-can.ts";
import { STAGES } from "#contract/stage.ts";
import { type Act, decideAct } from "#domain/job/act.ts";
import { aHeldJob, aJob, aJobIn } from "../../support/a-job.ts";
import { accepted } from "../../support/decisions.ts";
import { jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const LATER_MS = NOW_MS + 1_000;
const act = (action: Act["action"], note = "because"): Act => ({ action, by: "ada", note });
const HOLD = { by: "bob", note: "", atMs: NOW_MS };
const OUTCOME = { result: "succeeded", code: "ok", message: "", sha: SHA, branch: "b", exitCode: 0 } as const;

test("[JB2] an action does exactly what the table of actions allows, in every stage, on hold or not", () => {
  for (const stage of STAGES)
    for (const action of JOB_ACTIONS)
      for (const hold of [null, HOLD]) {
        const job = aJobIn(stage, { hold });
        const reason = whyNot(action, { stage, held: hold !== null });
        const decided = decideAct(job, act(action), LATER_MS);
        expect(decided.kind === "refuse" ? decided.problem : null, `${action} in ${stage}`).toEqual(
          reason === null ? null : { code: "action-not-allowed", jobId: jobIdOf(1), stage, reason },
        );
      }
});

test("[JB2] shipping ends a job with the commit of its outcome", () => {
  const { next, facts } = accepted(decideAct(aJob({ stage: "testing", outcome: OUTCOME }), act("ship"), LATER_MS));
  expect(next).toMatchObject({ stage: "shipped", endedAtMs: LATER_MS });
  expect(facts).toEqual([{ type: "job.shipped", sha: SHA }]);
  expect(accepted(decideAct(aJob({ stage: "testing" }), act("ship"), LATER_MS)).facts).toEqual([
    { type: "job.shipped", sha: null },
  ]);
});

test("[JB2] a person's requeue is a fresh start that keeps the checkpoint and takes the job from its holder", () => {
  const checkpoint = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "", epoch: 1, atMs: NOW_MS };
  const job = aHeldJob({ checkpoint, attempts: 2, requeues: { lease_lost: 9, operator: 1 }, endedAtMs: NOW_MS });
  const { next, facts } = accepted(decideAct(job, act("requeue"), LATER_MS));
  expect(next).toMatchObject({
    stage: "queued",
    lease: null,
    leaseEpoch: 2,
    attempts: 0,
    approvals: [],
    checkpoint,
    endedAtMs: null,
    notBeforeMs: LATER_MS,
    requeues: { operator: 2 },
  });
  expect(next.requeues).toEqual({ operator: 2 });
  expect(facts).toEqual([{ type: "job.requeued", cause: "operator", note: "because", notBeforeMs: LATER_MS }]);
  expect(accepted(decideAct(aJob({ stage: "failed" }), act("requeue"), LATER_MS)).next.requeues).toEqual({
    operator: 1,
  });
});

test("[JB2] cancelling ends a job, fences its holder, lifts its hold and says so in its outcome", () => {
  const { next, facts } = accepted(decideAct(aHeldJob({ outcome: OUTCOME }), act("cancel", "no more"), LATER_MS));
  expect(next).toMatchObject({ stage: "failed", lease: null, leaseEpoch: 2, endedAtMs: LATER_MS });
  expect(next.outcome).toEqual({
    result: "cancelled",
    code: "cancelled",
    message: "no more",
    sha: SHA,
    branch: "b",
    exitCode: null,
  });
  expect(facts).toEqual([{ type: "job.cancelled", note: "no more" }]);
  expect(accepted(decideAct(aJob({ hold: HOLD }), act("cancel"), LATER_MS)).next).toMatchObject({
    stage: "failed",
    hold: null,
    outcome: { sha: null, branch: null },
  });
});

test("[JB2] rejecting ends a job whose work a person has looked at", () => {
  const { next, facts } = accepted(decideAct(aJob({ stage: "review", outcome: OUTCOME }), act("reject"), LATER_MS));
  expect(next).toMatchObject({ stage: "failed", outcome: { result: "rejected", sha: SHA } });
  expect(facts).toEqual([{ type: "job.rejected", note: "because" }]);
});

test("[JB2] a hold keeps the job's place and its stage, and its release gives both back", () => {
  const held = accepted(decideAct(aJob(), act("hold"), LATER_MS));
  expect(held.next).toEqual({ ...aJob(), hold: { by: "ada", note: "because", atMs: LATER_MS } });
  expect(held.facts).toEqual([{ type: "job.held", note: "because" }]);
  const released = accepted(decideAct(held.next, act("release"), LATER_MS));
  expect(released.next).toEqual(aJob());
  expect(released.facts).toEqual([{ type: "job.released", note: "because" }]);
});
