import * as fc from "fast-check";
import { expect, test } from "vitest";
import { filterPair } from "#scheduler/filter.ts";
import { rankJobs } from "#scheduler/rank-jobs.ts";
import { selectJob } from "#scheduler/select-job.ts";
import { type JobView } from "#scheduler/types.ts";
import { priorityRankOf, STARVATION_RAMP_MS } from "#scheduler/urgency.ts";
import { jobs, openFactory, product } from "./arbitraries.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";

const order = (list: readonly JobView[]): readonly string[] =>
  rankJobs(list, aFactory(), aProduct(), NOW_MS).ranked.map(({ job }) => job.id);
const waited = (ageMs: number): number => NOW_MS - ageMs;

test("[SC8] no job is picked while one of a higher class could run on the same factory", () => {
  let picks = 0;
  fc.assert(
    fc.property(jobs, openFactory, product, (list, fac, prod) => {
      const { picked } = selectJob(list, fac, prod, NOW_MS);
      const pickedRank = picked === null ? -1 : priorityRankOf(picked.job);
      picks += Number(picked !== null);
      const passedOver = list.filter(
        (job) => priorityRankOf(job) < pickedRank && filterPair(job, fac, prod, NOW_MS) === null,
      );
      expect(passedOver).toEqual([]);
    }),
    { numRuns: 1_000, seed: 8 },
  );
  expect(picks).toBeGreaterThan(300);
});

test("[SC8] a fresh critical job goes before a normal one that is long overdue and wanted here", () => {
  const critical = aJob({ id: "job_critical", priority: "critical" });
  const overdue = aJob({
    id: "job_overdue",
    queuedAtMs: waited(10 * STARVATION_RAMP_MS),
    preferredFactoryIds: ["fac_a"],
  });
  expect(order([overdue, critical])).toEqual(["job_critical", "job_overdue"]);
});

test("[SC9] within a class the overdue go first in the order of their age, whatever they score", () => {
  const favourite = aJob({
    id: "job_favourite",
    preferredFactoryIds: ["fac_a"],
    queuedAtMs: waited(STARVATION_RAMP_MS - 1),
  });
  const overdue = aJob({ id: "job_overdue", queuedAtMs: waited(STARVATION_RAMP_MS) });
  const older = aJob({ id: "job_older", queuedAtMs: waited(STARVATION_RAMP_MS + 1) });
  const olderFavourite = { ...overdue, id: "job_b", preferredFactoryIds: ["fac_a"] };
  expect(order([favourite, overdue, olderFavourite, older])).toEqual([
    "job_older",
    "job_b",
    "job_overdue",
    "job_favourite",
  ]);
});

test("[SC9] before that the score decides, then age, then the id", () => {
  const plain = aJob({ id: "job_plain", queuedAtMs: waited(60_000) });
  const liked = aJob({ id: "job_liked", preferredFactoryIds: ["fac_a"] });
  expect(order([plain, liked])).toEqual(["job_liked", "job_plain"]);
  const noPenalty = aProduct({ weights: { ...aProduct().weights, starvation: 0 } });
  const twins = ["job_b", "job_a", "job_c"].map((id) => aJob({ id, queuedAtMs: waited(id === "job_c" ? 1 : 0) }));
  expect(rankJobs(twins, aFactory(), noPenalty, NOW_MS).ranked.map(({ job }) => job.id)).toEqual([
    "job_c",
    "job_a",
    "job_b",
  ]);
});

test("[SC10] the order of the jobs given does not matter", () => {
  fc.assert(
    fc.property(jobs, openFactory, product, (list, fac, prod) => {
      expect(rankJobs(list.toReversed(), fac, prod, NOW_MS)).toEqual(rankJobs(list, fac, prod, NOW_MS));
    }),
    { numRuns: 300, seed: 10 },
  );
});

test("[SC10] a selection says how many were looked at and why the others were dropped", () => {
  const list = [
    aJob(),
    aJob({ id: "job_gpu", requires: ["gpu:a100"] }),
    aJob({ id: "job_gpu_2", requires: ["gpu:a100"] }),
    aJob({ id: "job_held", held: true }),
  ];
  const selection = selectJob(list, aFactory(), aProduct(), NOW_MS);
  expect(selection.picked?.job.id).toBe("job_a");
  expect(selection).toMatchObject({ considered: 4, dropped: { capability_missing: 2, on_hold: 1 } });
  expect(selectJob([], aFactory(), aProduct(), NOW_MS)).toEqual({ picked: null, considered: 0, dropped: {} });
});
