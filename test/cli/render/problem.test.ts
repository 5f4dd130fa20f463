import { expect, test } from "vitest";
import { toProblemDocument } from "#contract/problem.ts";
import { renderProblem } from "#cli/render/problem.ts";
import { JOB_ID } from "../support/builders.ts";

test("[CL4] a refusal is a sentence, the next step, the code and the request", () => {
  const text = renderProblem(toProblemDocument({ code: "fenced", jobId: JOB_ID, currentEpoch: 7 }, "req-9"), false);
  expect(text).toBe(
    [
      "error: The job is no longer held under this lease.",
      "  The lease's epoch is 7 now.",
      "  try: Stop the work: another attempt has the job, or will have it. What was already spent may still be reported.",
      "  code fenced, request req-9",
      "",
    ].join("\n"),
  );
});

test("[CL4] the faults of a manifest are told with their lines", () => {
  const errors = [
    { pointer: "/titel", line: 3, detail: "Unrecognized key" },
    { pointer: "/deps", detail: "expected a list" },
  ];
  const text = renderProblem(toProblemDocument({ code: "invalid-manifest", errors }, "r"), false);
  expect(text).toContain("  line 3: /titel: Unrecognized key\n  /deps: expected a list\n");
});

test("[CL4] what nobody offers is told with what is meant, perhaps", () => {
  const missing = [
    { capability: "has:dokcer", nearest: "has:docker" },
    { capability: "has:gpu", nearest: null },
  ];
  const text = renderProblem(toProblemDocument({ code: "unroutable", missing }, "r"), false);
  expect(text).toContain("has:dokcer is offered by nobody; the nearest is has:docker");
  expect(text).toContain("has:gpu is offered by nobody\n");
});

test("[CL6] a server's words bring no control characters either", () => {
  const document = { ...toProblemDocument({ code: "internal" }, "r"), title: "x\u001B]0;evil\u0007" };
  expect(renderProblem(document, false)).toContain("error: x ]0;evil.\n");
});
