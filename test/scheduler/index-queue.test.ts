import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createJobIndex } from "#scheduler/index-queue.ts";
import { selectJob } from "#scheduler/select-job.ts";
import { factory, jobs, openFactory, product } from "./arbitraries.ts";
import { aFactory, aJob, aProduct, MINUTE_MS, NOW_MS } from "./build.ts";

/** The clock steps over both ends of the ramp, and back. */
const clockMs = fc.array(
  fc
    .constantFrom(-MINUTE_MS, -1, 0, 1, MINUTE_MS, 20 * MINUTE_MS, 29 * MINUTE_MS, 30 * MINUTE_MS)
    .map((d) => NOW_MS + d),
  { minLength: 1, maxLength: 6 },
);

test("[SC20] the index picks what the plain sort picks, with the same score, while the clock moves and jobs come and go", () => {
  let picks = 0;
  fc.assert(
    fc.property(jobs, openFactory, product, clockMs, (list, fac, prod, instants) => {
      const index = createJobIndex();
      for (const job of list) index.put(job);
      const left = new Map(list.map((job) => [job.id, job]));
      for (const nowMs of instants) {
        for (let round = 0; round < 4; round += 1) {
          const expected = selectJob([...left.values()], fac, prod, nowMs).picked;
          expect(index.pick(fac, prod, nowMs)).toEqual(expected);
          if (expected === null) break;
          picks += 1;
          left.delete(expected.job.id);
          expect(index.remove(expected.job.id)).toBe(true);
        }
      }
      expect(index.size()).toBe(left.size);
    }),
    { numRuns: 4_000, seed: 20_261_124 },
  );
  expect(picks).toBeGreaterThan(1_500);
});

test("[SC20] a factory that may take nothing picks nothing from the index either", () => {
  fc.assert(
    fc.property(jobs, factory, product, (list, fac, prod) => {
      const index = createJobIndex();
      for (const job of list) index.put(job);
      expect(index.pick(fac, prod, NOW_MS)).toEqual(selectJob(list, fac, prod, NOW_MS).picked);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test("[SC20] a job that is put again is replaced, whatever changed in it", () => {
  fc.assert(
    fc.property(jobs, jobs, openFactory, product, (before, after, fac, prod) => {
      const index = createJobIndex();
      const known = new Map([...before, ...after].map((job) => [job.id, job]));
      for (const job of [...before, ...after]) index.put(job);
      expect(index.size()).toBe(known.size);
      expect(index.pick(fac, prod, NOW_MS)).toEqual(selectJob([...known.values()], fac, prod, NOW_MS).picked);
    }),
    { numRuns: 500, seed: 11 },
  );
});

test("[SC20] removing what is not there says so, and an emptied index picks nothing", () => {
  const index = createJobIndex();
  index.put(aJob({ preferredFactoryIds: ["fac_a", "fac_a"] }));
  index.put(aJob({ id: "job_held", held: true }));
  expect(index.remove("job_other")).toBe(false);
  expect(index.remove("job_held")).toBe(true);
  expect(index.remove("job_a")).toBe(true);
  expect(index.size()).toBe(0);
  expect(index.pick(aFactory(), aProduct(), NOW_MS)).toBeNull();
});
