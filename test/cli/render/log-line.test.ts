import { expect, test } from "vitest";
import { renderLogLine } from "#cli/render/log-line.ts";

const line = { event: "job.claimed", jobId: "job_1", note: null, why: "a\u001Bb" };
const nowMs = Date.parse("2026-07-01T12:30:01.000Z");

test("[CL5] a log line is JSON for programs", () => {
  expect(JSON.parse(renderLogLine(line, { nowMs, json: true, colour: false }))).toEqual({
    at: "2026-07-01T12:30:01.000Z",
    ...line,
  });
});

test("[CL6] a log line for people leaves out what is empty and what controls a terminal", () => {
  expect(renderLogLine(line, { nowMs, json: false, colour: false })).toBe("12:30:01 job.claimed jobId=job_1 why=a b\n");
});
