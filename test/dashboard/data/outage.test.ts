import { expect, test } from "vitest";
import { unreachable } from "#client/unreachable.ts";
import { toProblemDocument } from "#contract/problem.ts";
import { noteReply } from "#dashboard/data/outage.ts";

const down = { ok: false, problem: unreachable("refused") } as const;
const refused = (problem: Parameters<typeof toProblemDocument>[0]) =>
  ({ ok: false, problem: toProblemDocument(problem, "req_1") }) as const;

test("[DP2] silence and faults of the server are an outage that began with the first of them", () => {
  const first = noteReply(null, down, 10);
  expect(first?.sinceMs).toBe(10);
  expect(noteReply(first, refused({ code: "unavailable", retryAfterMs: 1 }), 20)?.sinceMs).toBe(10);
});

test("[DP2] an answer ends the outage, a refusal too", () => {
  const outage = noteReply(null, down, 10);
  expect(noteReply(outage, { ok: true, status: 200, value: 1 }, 20)).toBe(null);
  expect(noteReply(outage, refused({ code: "job-not-found", jobId: "x" }), 20)).toBe(null);
});

test("[DP2] a live line that cannot be had is no outage: the page polls", () => {
  expect(noteReply(null, refused({ code: "live-unavailable", retryAfterMs: 1 }), 10)).toBe(null);
});
