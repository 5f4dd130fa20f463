import { expect, test } from "vitest";
import { type Evidence } from "#cli/demo/evidence.ts";
import { judge } from "#cli/demo/verdict.ts";
import { goodEvidence, withJob } from "../support/evidence.ts";

const faultsOf = (evidence: Evidence) => judge(evidence, 1_000).faults;

test("[DM3] when everything went as it should, the line of JSON says so", () => {
  expect(judge(goodEvidence(), 37_149)).toEqual({
    faults: [],
    summary: {
      ok: true,
      jobs: 8,
      shipped: 8,
      reassigned: 1,
      fenced: 1,
      coordinatorRestarts: 1,
      eventsGapless: true,
      seconds: 37.1,
    },
  });
});

test("[DM3] a job that has not shipped is a fault", () => {
  const evidence = withJob("release.md", (one) => ({ ...one, job: { ...one.job, stage: "testing" } }));
  expect(faultsOf(evidence)).toEqual(["release.md is testing, not shipped."]);
  expect(judge(evidence, 0).summary).toMatchObject({ ok: false, shipped: 7 });
});

test("[DM3] a job that shipped twice is a fault", () => {
  const evidence = withJob("release.md", (one) => {
    const last = one.events.at(-1)!;
    return { ...one, events: [...one.events, { ...last, seq: last.seq + 1 }], lastSeq: last.seq + 1 };
  });
  expect(faultsOf(evidence)).toEqual(["release.md was shipped 2 times."]);
});

test("[DM3] a gap in the events, at the beginning, in the middle or at the end, is a fault", () => {
  for (const missing of [1, 3]) {
    const evidence = withJob("release.md", (one) => ({
      ...one,
      events: one.events.filter(({ seq }) => seq !== missing),
    }));
    expect(faultsOf(evidence).join()).toContain("has gaps in its events");
    expect(judge(evidence, 0).summary.eventsGapless).toBe(false);
  }
  const repeated = withJob("release.md", (one) => ({
    ...one,
    events: one.events.map((event) => (event.seq === 3 ? { ...event, seq: 2 } : event)),
  }));
  expect(faultsOf(repeated).join()).toContain("has gaps in its events: 1 2 2 4 of 4");
  const cut = withJob("release.md", (one) => ({ ...one, lastSeq: one.lastSeq + 1 }));
  expect(faultsOf(cut).join()).toContain("has gaps in its events: 1 2 3 4 of 5");
});

test("[DM3] a branch that is not at the shipped commit, or is not there, is a fault", () => {
  for (const branchSha of ["b".repeat(40), null])
    expect(faultsOf(withJob("release.md", (one) => ({ ...one, branchSha }))).join()).toContain("but its branch is at");
});

test("[DM3] two grants under one epoch are a fault", () => {
  const evidence = withJob("build-tables.md", (one) => ({
    ...one,
    events: one.events.map((event) => (event.type === "job.claimed" ? { ...event, epoch: 1 } : event)),
  }));
  expect(faultsOf(evidence)).toEqual(["build-tables.md was granted twice under one epoch."]);
});

test("[DM3] a job that was granted before what it waits for had shipped is a fault", () => {
  const early = (one: Evidence["jobs"][number]) => ({
    ...one,
    events: one.events.map((event) =>
      event.type === "job.claimed" ? { ...event, at: "2026-07-01T12:00:01.000Z" } : event,
    ),
  });
  expect(faultsOf(withJob("verify-tables.md", early))).toEqual([
    "verify-tables.md was granted before build-tables.md had shipped.",
    "verify-tables.md was granted before format-sources.md had shipped.",
  ]);
  expect(faultsOf(withJob("release.md", early))).toHaveLength(3);
});

test("[DM3] a job that ran where its capability is not offered is a fault", () => {
  const evidence = withJob("run-tests.md", (one) => ({ ...one, factories: ["forge-1", "forge-2"] }));
  expect(faultsOf(evidence)).toEqual(["run-tests.md ran where its capability is not offered."]);
});

test("[DM3] a crash that showed nothing is a fault", () => {
  expect(faultsOf({ ...goodEvidence(), fencedCode: null }).join()).toContain("was not refused as fenced but believed");
  expect(faultsOf({ ...goodEvidence(), fencedCode: "contention" }).join()).toContain("contention");
  expect(faultsOf({ ...goodEvidence(), coordinatorRestarts: 0 })).toHaveLength(1);
  for (const keptCheckpoint of [false, null])
    expect(faultsOf({ ...goodEvidence(), keptCheckpoint }).join()).toContain("did not go on from the checkpoint");
  const calm = withJob("build-tables.md", (one) => ({
    ...one,
    events: one.events.map((event) => ({ ...event, data: {} })),
  }));
  expect(faultsOf(calm)).toEqual(["No job changed hands after its factory was killed."]);
});

test("[DM3] a job that is missing is a fault", () => {
  const evidence = goodEvidence();
  expect(faultsOf({ ...evidence, jobs: evidence.jobs.slice(0, 7) })).toEqual(["7 of 8 jobs were submitted."]);
});
