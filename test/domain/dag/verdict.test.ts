import { expect, test } from "vitest";
import { STAGES, type Stage } from "#contract/stage.ts";
import { dependencyVerdict, type Verdict } from "#domain/dag/verdict.ts";
import { jobIdOf } from "../../support/ids.ts";

type Stages = readonly (Stage | null)[];
type Mode = "all" | "any";
type Policy = "block" | "fail" | "ignore";

const verdict = (depsMode: Mode, onDepFailure: Policy, stages: Stages, depsExpected = stages.length): Verdict =>
  dependencyVerdict(
    { depsMode, onDepFailure, deps: stages.map((_, index) => jobIdOf(index + 1)), depsExpected },
    stages,
  );

const CASES: readonly (readonly [Mode, Policy, Stages, Verdict])[] = [
  ["all", "block", [], "ready"],
  ["any", "block", [], "ready"],
  ["all", "block", ["shipped", "shipped"], "ready"],
  ["all", "block", ["shipped", "building"], "wait"],
  ["all", "block", ["shipped", "failed"], "wait"],
  ["all", "block", ["shipped", null], "wait"],
  ["all", "fail", ["shipped", "failed"], "fail"],
  ["all", "fail", ["building", "dead_letter"], "fail"],
  ["all", "fail", ["building", null], "fail"],
  ["all", "fail", ["building", "shipped"], "wait"],
  ["all", "ignore", ["shipped", "failed"], "ready"],
  ["all", "ignore", ["dead_letter", null], "ready"],
  ["all", "ignore", ["building", "failed"], "wait"],
  ["any", "block", ["building", "shipped"], "ready"],
  ["any", "block", ["failed", "building"], "wait"],
  ["any", "block", ["failed", "dead_letter"], "wait"],
  ["any", "fail", ["failed", "building"], "wait"],
  ["any", "fail", ["failed", "dead_letter"], "fail"],
  ["any", "fail", ["failed", "shipped"], "ready"],
  ["any", "ignore", ["failed", "building"], "ready"],
];

test.each(CASES)("[DG1] mode %s with policy %s over %j: %s", (mode, policy, stages, expected) => {
  expect(verdict(mode, policy, stages)).toBe(expected);
});

test.each(STAGES.filter((stage) => !["shipped", "failed", "dead_letter"].includes(stage)))(
  "[DG1] a dependency that is %s is waited for under every policy",
  (stage) => {
    for (const mode of ["all", "any"] as const)
      for (const policy of ["block", "fail", "ignore"] as const) expect(verdict(mode, policy, [stage])).toBe("wait");
  },
);

test("[DG2] a composite waits for every child that was announced, whatever the ones that are there did", () => {
  expect(verdict("any", "fail", ["shipped"], 2)).toBe("wait");
  expect(verdict("all", "fail", ["failed"], 2)).toBe("wait");
  expect(verdict("all", "block", [], 1)).toBe("wait");
  expect(verdict("all", "block", ["shipped", "shipped"], 2)).toBe("ready");
});
