import { beforeEach, expect, test } from "vitest";
import { getBody, getJob, listDecisions, listEvents, listJobs, listRuns } from "#application/jobs/read-jobs.ts";
import { project } from "#application/relay/project.ts";
import { aJob } from "../../support/a-job.ts";
import { aShortLife } from "../../support/a-record.ts";
import { aRun } from "../../support/a-run.ts";
import { jobIdOf, NOW_MS, PRODUCT, ulidOf } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const OF = { productId: PRODUCT, jobId: jobIdOf(1) };
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const seqs = async (after: number, limit = 200) =>
  (await listEvents(fleet.deps, { ...OF, after, limit })).map(({ seq }) => seq);

test("[EV2] events are given in order and only as far as they are next to each other", async () => {
  const { records } = aShortLife();
  await project(fleet.deps, [records[3]!, records[0]!]);
  expect(await seqs(0)).toEqual([1]);
  expect(await seqs(1)).toEqual([]);
  await project(fleet.deps, [records[1]!]);
  expect(await seqs(0)).toEqual([1, 2]);
  await project(fleet.deps, [records[2]!]);
  expect(await seqs(0)).toEqual([1, 2, 3, 4]);
  expect(await seqs(2)).toEqual([3, 4]);
  expect(await seqs(4)).toEqual([]);
});

test("[EV2] a reader who goes on after the last number sees every event once, whatever the page", async () => {
  await project(fleet.deps, aShortLife().records);
  for (const limit of [1, 2, 3, 4, 5]) {
    const seen: number[] = [];
    for (let page = await seqs(0, limit); page.length > 0; page = await seqs(seen.at(-1) ?? 0, limit))
      seen.push(...page);
    expect(seen).toEqual([1, 2, 3, 4]);
  }
});

test("[JB6] jobs are listed newest first, by stage or all, and page by page each once", async () => {
  const jobs = Array.from({ length: 7 }, (_, n) =>
    aJob({ id: jobIdOf(n + 1), submittedAtMs: NOW_MS + n, stage: n % 2 === 0 ? "queued" : "testing" }),
  );
  await fleet.put("fleet_jobs", PRODUCT, ...jobs);
  await fleet.put("fleet_jobs", "other", aJob({ id: jobIdOf(99), productId: "other" }));
  const list = { productId: PRODUCT, stage: null, limit: 3 };
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listJobs>> = await listJobs(fleet.deps, { ...list, cursor });
    seen.push(...page.items.map(({ value }) => value.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map(jobIdOf));
  const testing = await listJobs(fleet.deps, { ...list, stage: "testing", cursor: null });
  expect(testing.items.map(({ value }) => value.id)).toEqual([6, 4, 2].map(jobIdOf));
});

test("[AC3] a job of another product is not found, in none of its parts", async () => {
  await fleet.put("fleet_jobs", "other", aJob({ productId: "other" }));
  await fleet.put("fleet_runs", jobIdOf(1), aRun({ productId: "other" }));
  const absent = { code: "job-not-found", jobId: jobIdOf(1) };
  expect(problemOf(await getJob(fleet.deps, OF))).toEqual(absent);
  expect(problemOf(await listRuns(fleet.deps, OF))).toEqual(absent);
  expect(problemOf(await listDecisions(fleet.deps, OF))).toEqual(absent);
  expect(await getBody(fleet.deps, OF)).toBe("");
});

test("[JB6] attempts and decisions are listed oldest first", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  const runs = [3, 1, 2].map((epoch) => aRun({ id: `run_${ulidOf(1)}_${epoch}`, epoch }));
  await fleet.put("fleet_runs", jobIdOf(1), ...runs);
  expect(stateOf(await listRuns(fleet.deps, OF)).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  const decision = { productId: PRODUCT, jobId: jobIdOf(1), factoryId: `fac_${ulidOf(1)}`, atMs: 1, policy: "p" };
  const decisions = [2, 1].map((epoch) =>
    Object.assign({ id: String(epoch), epoch, score: 1, terms: {}, considered: 1, dropped: {} }, decision),
  );
  await fleet.put("fleet_decisions", jobIdOf(1), ...decisions);
  expect(stateOf(await listDecisions(fleet.deps, OF)).map(({ epoch }) => epoch)).toEqual([1, 2]);
});
