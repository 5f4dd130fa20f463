import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scoreCandidate } from "#scheduler/score.ts";
import { DEFAULT_WEIGHTS, invalidWeights, WEIGHT_MAX } from "#scheduler/weights.ts";
import { factory, jobs, product } from "./arbitraries.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";
import { GOLDEN_VECTORS } from "./golden-vectors.ts";

test.each(GOLDEN_VECTORS)("[SC5] golden vector: $when", ({ job, factory: fac, remainingMicroUsd, terms, total }) => {
  const prod = aProduct({ budget: { remainingMicroUsd: remainingMicroUsd ?? null } });
  const score = scoreCandidate(aJob(job), aFactory(fac), prod, NOW_MS);
  const values = Object.fromEntries(Object.entries(score.terms).map(([name, term]) => [name, term.value]));
  for (const [name, value] of Object.entries(terms))
    expect([name, values[name]]).toEqual([name, expect.closeTo(value, 9)]);
  expect(score.total).toBeCloseTo(total, 9);
});

test("[SC5] the weights are those of the product, with the defaults of the specification", () => {
  expect(DEFAULT_WEIGHTS).toEqual({
    capabilityFit: 1,
    affinity: 0.5,
    load: 1,
    costFit: 0.75,
    health: 1,
    starvation: 1.5,
  });
  const weights = { ...DEFAULT_WEIGHTS, load: 3, starvation: 0 };
  expect(scoreCandidate(aJob(), aFactory(), aProduct({ weights }), NOW_MS).total).toBeCloseTo(5.75, 9);
});

test("[SC6] every term is in [0,1], the contributions add up to the total, and the same question has the same answer", () => {
  fc.assert(
    fc.property(jobs, factory, product, fc.integer({ min: -4_000_000, max: 4_000_000 }), (list, fac, prod, stepMs) => {
      for (const job of list) {
        const score = scoreCandidate(job, fac, prod, NOW_MS + stepMs);
        let sum = 0;
        for (const term of Object.values(score.terms)) {
          expect(term.value).toBeGreaterThanOrEqual(0);
          expect(term.value).toBeLessThanOrEqual(1);
          expect(Math.abs(term.contribution)).toBeCloseTo(term.value * term.weight, 9);
          sum += term.contribution;
        }
        expect(Math.abs(sum - score.total)).toBeLessThan(1e-9);
        expect(scoreCandidate(structuredClone(job), structuredClone(fac), prod, NOW_MS + stepMs)).toEqual(score);
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

test("[SC7] a weight is a number from 0 to WEIGHT_MAX", () => {
  expect(invalidWeights(DEFAULT_WEIGHTS)).toEqual([]);
  expect(invalidWeights({ ...DEFAULT_WEIGHTS, load: 0, health: WEIGHT_MAX })).toEqual([]);
  expect(invalidWeights({ ...DEFAULT_WEIGHTS, load: -0.1, health: WEIGHT_MAX + 1, affinity: NaN })).toEqual([
    "affinity",
    "load",
    "health",
  ]);
});
