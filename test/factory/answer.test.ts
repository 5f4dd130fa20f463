import { expect, test } from "vitest";
import { type ProblemCode, toProblemDocument } from "#contract/problem.ts";
import { toAnswer } from "#factory/answer.ts";
import { unreachable } from "#client/unreachable.ts";

const answerTo = (code: string, status: number): string =>
  toAnswer({ ok: false, problem: { ...unreachable("no reason"), code, status } }).kind;

test("[FW3] silence, overload and a server's own fault are no answer: what was asked may have happened", () => {
  const kinds = [
    answerTo("unreachable", 0),
    answerTo("too-many", 429),
    answerTo("internal", 500),
    answerTo("contention", 503),
  ];
  expect(new Set(kinds)).toEqual(new Set(["unknown"]));
});

test("[FW13] only what says that the factory is not known revokes it", () => {
  expect(answerTo("unauthenticated", 401)).toBe("revoked");
  expect(answerTo("factory-not-found", 404)).toBe("revoked");
  expect(answerTo("forbidden", 403)).toBe("revoked");
  expect(answerTo("job-not-found", 404)).toBe("refused");
});

test("[FW9] fenced is an answer of its own", () => {
  const code: ProblemCode = "fenced";
  const problem = toProblemDocument({ code, jobId: "job_01JZ8Y3V6W9Q4T7R2M5N8P0XKC", currentEpoch: 2 }, "r");
  expect(toAnswer({ ok: false, problem }).kind).toBe("fenced");
});
