import { beforeEach, expect, test } from "vitest";
import { RUNS } from "#application/ports/collections.ts";
import { project } from "#application/relay/project.ts";
import { reportUsage, type ReportUsage } from "#application/workers/report-usage.ts";
import { SESSIONS_MAX } from "#contract/documents/run-document.ts";
import { runIdOf } from "#contract/id.ts";
import { aHeldJob } from "../../support/a-job.ts";
import { aShortLife } from "../../support/a-record.ts";
import { aRun, aUsage } from "../../support/a-run.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const RUN_ID = runIdOf(jobIdOf(1), 1);
const REPORT: ReportUsage = {
  productId: PRODUCT,
  jobId: jobIdOf(1),
  runId: RUN_ID,
  factoryId: factoryIdOf(1),
  sessions: [aUsage({ costMicroUsd: 700 })],
};
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const report = async (given: Partial<ReportUsage> = {}) =>
  stateOf(await reportUsage(fleet.deps, { ...REPORT, ...given }));
const runNow = async () => (await fleet.store.read(RUNS, jobIdOf(1), RUN_ID))?.value;
const costing = (session: string, costMicroUsd: number) => aUsage({ session, costMicroUsd });

test("[PR10] a run keeps the largest total of each session, and tells the entity of it", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  expect(await report()).toEqual({ costMicroUsd: 700 });
  expect(await report({ sessions: [costing("s1", 500), costing("s2", 40)] })).toEqual({ costMicroUsd: 740 });
  expect(await runNow()).toMatchObject({ costMicroUsd: 740, countedMicroUsd: 0 });
  expect(fleet.signals[0]).toEqual({
    productId: PRODUCT,
    signal: { op: "accrue", jobId: jobIdOf(1), runId: RUN_ID },
  });
});

test("[PR10] a report that says nothing new writes nothing, and yet tells the entity", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  await report();
  let writes = 0;
  fleet.store.onWrite(() => (writes += 1));
  expect(await report()).toEqual({ costMicroUsd: 700 });
  expect(writes).toBe(0);
  expect(fleet.signals).toHaveLength(2);
});

test("[PR10] what was spent is accepted after the job is in other hands", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aHeldJob({ leaseEpoch: 9, lease: null, stage: "queued" }));
  await fleet.put("fleet_runs", jobIdOf(1), aRun({ end: "lease_lost", endedAtMs: 1 }));
  expect(await report()).toEqual({ costMicroUsd: 700 });
  expect(await runNow()).toMatchObject({ end: "lease_lost", costMicroUsd: 700 });
});

test("[PR10] a report that comes before the run was projected makes the run, and the projection finds it", async () => {
  const { records } = aShortLife();
  await fleet.put("fleet_jobs", PRODUCT, aHeldJob());
  expect(await report()).toEqual({ costMicroUsd: 700 });
  await project(fleet.deps, records);
  expect(await runNow()).toMatchObject({ costMicroUsd: 700, end: "finished" });
});

test("[PR10] a report between the end of a lease and its projection is asked to come again, not turned down", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aHeldJob({ lease: null, stage: "queued", leaseEpoch: 2 }));
  expect(problemOf(await reportUsage(fleet.deps, REPORT))).toMatchObject({ code: "contention" });
});

test.each([
  ["another factory's run", { factoryId: factoryIdOf(2) }],
  ["a run that was never granted", { runId: runIdOf(jobIdOf(1), 7) }],
  ["another job's run", { runId: runIdOf(jobIdOf(2), 1) }],
  ["a job that is not there", { jobId: jobIdOf(3), runId: runIdOf(jobIdOf(3), 1) }],
])("[PR10] %s is refused, before the projection and after", async (_, given) => {
  await fleet.put("fleet_jobs", PRODUCT, aHeldJob());
  const refusal = { code: "run-not-found", runId: "runId" in given ? given.runId : RUN_ID };
  expect(problemOf(await reportUsage(fleet.deps, { ...REPORT, ...given }))).toEqual(refusal);
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  expect(problemOf(await reportUsage(fleet.deps, { ...REPORT, ...given }))).toEqual(refusal);
});

test("[PR10] a run of another product is not told apart from one that does not exist", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  expect(problemOf(await reportUsage(fleet.deps, { ...REPORT, productId: "other" })).code).toBe("run-not-found");
});

test("[PR10] reports of many sessions at the same time are all kept", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  await Promise.all(Array.from({ length: 10 }, (_, n) => report({ sessions: [costing(`s${n}`, 10)] })));
  expect(await runNow()).toMatchObject({ costMicroUsd: 100 });
});

test("[PR10] more sessions than a run may have are refused, so that the run can still be read and closed", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  const sessions = Array.from({ length: SESSIONS_MAX }, (_, n) => costing(`s${n}`, 10));
  await report({ sessions });
  const refused = problemOf(await reportUsage(fleet.deps, { ...REPORT, sessions: [costing("one more", 10)] }));
  expect(refused).toMatchObject({ code: "invalid-request" });
  expect(await report({ sessions: [costing("s0", 30)] })).toEqual({ costMicroUsd: SESSIONS_MAX * 10 + 20 });
  expect((await runNow())?.usage).toHaveLength(SESSIONS_MAX);
});

test("[PR10] a run whose sessions cost more than can be written down is capped, not lost", async () => {
  await fleet.put("fleet_runs", jobIdOf(1), aRun());
  const most = 1_000_000_000_000_000;
  expect(await report({ sessions: [costing("s1", most), costing("s2", most)] })).toEqual({ costMicroUsd: most });
  expect(await runNow()).toMatchObject({ costMicroUsd: most });
});
