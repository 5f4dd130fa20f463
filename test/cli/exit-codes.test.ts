import { expect, test } from "vitest";
import { PROBLEMS } from "#contract/problem.ts";
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "#cli/exit-codes.ts";

test("[CL3] every exit code has one meaning", () => {
  expect(EXIT_MEANINGS.map(([code]) => code)).toEqual(Object.values(EXIT));
});

test("[CL3] every problem of the contract has the exit code that the reference gives it", () => {
  const codes = Object.entries(PROBLEMS).map(([code, { status }]) => [code, exitCodeOf({ code, status })]);
  expect(Object.fromEntries(codes)).toMatchObject({
    unauthenticated: 4,
    forbidden: 4,
    "job-not-found": 5,
    "factory-not-found": 5,
    "run-not-found": 5,
    fenced: 6,
    "action-not-allowed": 6,
    "idempotency-key-reused": 6,
    "enrolment-code-spent": 6,
    unroutable: 7,
    "unknown-dependency": 7,
    "invalid-manifest": 2,
    "invalid-request": 2,
    "product-required": 2,
    contention: 1,
    unavailable: 1,
    internal: 1,
  });
});

test("[CL3] an unreachable coordinator is an error", () => {
  expect(exitCodeOf({ code: "unreachable", status: 0 })).toBe(1);
});
