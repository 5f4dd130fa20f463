import { expect, test } from "vitest";
import { jobLine } from "#cli/render/job-line.ts";
import { aJob, JOB_ID } from "../support/builders.ts";

test("[CL14] a live line never wraps, whatever the title and the note are", () => {
  const job = aJob({ title: "t".repeat(300), stage: "building", leaseEpoch: 12 });
  for (const columns of [40, 64, 80, 120])
    expect(jobLine(job, { outIsTty: true, colour: false, columns }, "n".repeat(300)).length).toBeLessThanOrEqual(
      columns,
    );
});

test("[CL5] a job's line in a pipe is tab-separated", () => {
  const job = aJob({ stage: "building", leaseEpoch: 2 });
  expect(jobLine(job, { outIsTty: false, colour: false, columns: 80 }, "forge-1")).toBe(
    `${JOB_ID}\tbuilding\tepoch 2\tFormat the sources\tforge-1`,
  );
});
