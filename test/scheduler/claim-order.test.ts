import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CLAIM_SPREAD_MAX, claimOrder, SPREAD_AGE_MAX_MS } from "#scheduler/claim-order.ts";
import { rankJobs } from "#scheduler/rank-jobs.ts";
import { type JobView } from "#scheduler/types.ts";
import { jobs, openFactory, product } from "./arbitraries.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";

const ranking = (list: readonly JobView[]) => rankJobs(list, aFactory(), aProduct(), NOW_MS).ranked;
const ids = (ranked: ReturnType<typeof ranking>): readonly string[] => ranked.map(({ job }) => job.id);

test("[SC17] claimers with different seeds start at different jobs and still try all of them", () => {
  const ranked = ranking(["job_a", "job_b", "job_c"].map((id) => aJob({ id })));
  expect([0, 1, 2, 3, -1].map((seed) => ids(claimOrder(ranked, seed, NOW_MS)).join(" "))).toEqual([
    "job_a job_b job_c",
    "job_b job_c job_a",
    "job_c job_a job_b",
    "job_a job_b job_c",
    "job_b job_c job_a",
  ]);
});

test("[SC17] only the first class is spread, and never beyond CLAIM_SPREAD_MAX jobs", () => {
  const mixed = ranking([aJob({ id: "job_a" }), aJob({ id: "job_b" }), aJob({ id: "job_low", priority: "low" })]);
  expect(ids(claimOrder(mixed, 1, NOW_MS))).toEqual(["job_b", "job_a", "job_low"]);
  const many = ranking(Array.from({ length: CLAIM_SPREAD_MAX + 5 }, (_, nth) => aJob({ id: `job_${nth + 1_000}` })));
  expect(ids(claimOrder(many, CLAIM_SPREAD_MAX - 1, NOW_MS))[0]).toBe(`job_${999 + CLAIM_SPREAD_MAX}`);
  expect(ids(claimOrder(many, CLAIM_SPREAD_MAX, NOW_MS))).toEqual(ids(many));
});

test("[SC17] a job that has waited for SPREAD_AGE_MAX_MS is not stepped over", () => {
  const at = (ageMs: number) => ranking([aJob({ id: "job_old", queuedAtMs: NOW_MS - ageMs }), aJob({ id: "job_new" })]);
  expect(ids(claimOrder(at(SPREAD_AGE_MAX_MS - 1), 1, NOW_MS))[0]).toBe("job_new");
  expect(ids(claimOrder(at(SPREAD_AGE_MAX_MS), 1, NOW_MS))[0]).toBe("job_old");
  expect(claimOrder([], 1, NOW_MS)).toEqual([]);
});

test("[SC17] nothing is lost or doubled, and the classes stay in order", () => {
  fc.assert(
    fc.property(jobs, openFactory, product, fc.integer(), (list, fac, prod, seed) => {
      const { ranked } = rankJobs(list, fac, prod, NOW_MS);
      const tried = claimOrder(ranked, seed, NOW_MS);
      expect(new Set(ids(tried))).toEqual(new Set(ids(ranked)));
      expect(tried).toHaveLength(ranked.length);
      expect(tried.map(({ job }) => job.priority)).toEqual(ranked.map(({ job }) => job.priority));
    }),
    { numRuns: 300, seed: 17 },
  );
});
