import { expect, test } from "vitest";
import { DEPS_MAX } from "#contract/manifest/manifest.ts";
import { STAGES, type Stage } from "#contract/stage.ts";
import { decideAddChild } from "#domain/dag/add-child.ts";
import { decideUnblock } from "#domain/dag/unblock.ts";
import { aJob, aJobIn } from "../../support/a-job.ts";
import { accepted, refusal } from "../../support/decisions.ts";
import { jobIdOf, NOW_MS } from "../../support/ids.ts";

const LATER_MS = NOW_MS + 5_000;
const blocked = aJob({ stage: "blocked", deps: [jobIdOf(2), jobIdOf(3)], depsExpected: 2 });
const known = (...stages: (Stage | null)[]) => new Map(stages.map((stage, index) => [jobIdOf(index + 2), stage]));

test("[DG1] a job whose dependencies shipped joins the queue now, and its waiting begins now", () => {
  const { next, facts } = accepted(decideUnblock(blocked, known("shipped", "shipped"), LATER_MS));
  expect(next).toMatchObject({ stage: "queued", queuedAtMs: LATER_MS, notBeforeMs: LATER_MS, submittedAtMs: NOW_MS });
  expect(facts).toEqual([{ type: "job.unblocked" }]);
});

test("[DG1] a job that cannot get what it waits for fails when it was told to", () => {
  const { next, facts } = accepted(
    decideUnblock({ ...blocked, onDepFailure: "fail" }, known("shipped", null), LATER_MS),
  );
  expect(next).toMatchObject({ stage: "failed", endedAtMs: LATER_MS, outcome: { code: "dependency_failed" } });
  expect(facts).toMatchObject([{ type: "job.failed", outcome: { result: "failed" } }]);
});

test("[DG1] a job goes on waiting while something is under way", () => {
  expect(decideUnblock(blocked, known("shipped", "building"), LATER_MS).kind).toBe("skip");
});

test("[DG1] stages that were read before the last dependency joined decide nothing", () => {
  for (const onDepFailure of ["block", "fail", "ignore"] as const)
    expect(decideUnblock({ ...blocked, onDepFailure }, known("shipped"), LATER_MS).kind).toBe("skip");
});

test.each(STAGES.filter((stage) => stage !== "blocked"))("[DG1] a job that is %s is not unblocked", (stage) => {
  expect(decideUnblock(aJobIn(stage), new Map(), LATER_MS).kind).toBe("skip");
});

const composite = aJob({ jobKind: "composite", stage: "blocked", depsExpected: 2 });

test("[DG2] a child joins what its parent waits for", () => {
  const { next, facts } = accepted(decideAddChild(composite, jobIdOf(9)));
  expect(next.deps).toEqual([jobIdOf(9)]);
  expect(facts).toEqual([{ type: "job.child_added", childId: jobIdOf(9) }]);
});

test("[DG2] a task takes no children", () => {
  expect(refusal(decideAddChild({ ...composite, jobKind: "task" }, jobIdOf(9)))).toMatchObject({
    code: "parent-not-open",
    reason: "It is no composite job.",
  });
});

test.each(STAGES.filter((stage) => stage !== "blocked"))("[DG2] a composite that is %s takes no children", (stage) => {
  const problem = refusal(decideAddChild({ ...composite, stage }, jobIdOf(9)));
  expect(problem).toMatchObject({ code: "parent-not-open", reason: `It is ${stage} and waits for no more children.` });
});

test("[DG2] a parent takes as many as a job may depend on, and not one more", () => {
  const deps = (count: number) => Array.from({ length: count }, (_, index) => jobIdOf(index + 10));
  expect(decideAddChild({ ...composite, deps: deps(DEPS_MAX - 1) }, jobIdOf(9)).kind).toBe("accept");
  expect(refusal(decideAddChild({ ...composite, deps: deps(DEPS_MAX) }, jobIdOf(9)))).toMatchObject({
    reason: `It has ${DEPS_MAX} already.`,
  });
});
