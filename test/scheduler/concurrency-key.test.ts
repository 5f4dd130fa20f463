import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createJobIndex } from "#scheduler/index-queue.ts";
import { type JobView } from "#scheduler/types.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";

const LIMITS = { "repo:a": 1, "repo:b": 3, "repo:c": 0 };
const keys = fc.constantFrom("repo:a", "repo:b", "repo:c", null);
const step = fc.record({ submits: keys, ends: fc.nat(), isEnd: fc.boolean() });

test("[SC13] in ten thousand steps no key is ever held by more jobs than its limit, and a freed place is used again", () => {
  const steps = fc.sample(step, { numRuns: 10_000, seed: 13 });
  const index = createJobIndex();
  const running: JobView[] = [];
  let started = 0;
  const use = (key: string, limit: number) => ({
    used: running.filter(({ concurrencyKey }) => concurrencyKey === key).length,
    limit,
  });
  for (const [nth, { submits, ends, isEnd }] of steps.entries()) {
    index.put(aJob({ id: `job_${nth}`, concurrencyKey: submits, queuedAtMs: NOW_MS + nth }));
    if (isEnd && running.length > 0) running.splice(ends % running.length, 1);
    const keysInUse = Object.fromEntries(Object.entries(LIMITS).map(([key, limit]) => [key, use(key, limit)]));
    const picked = index.pick(
      aFactory({ seatLimit: 8, seatsUsed: running.length }),
      aProduct({ keysInUse }),
      NOW_MS + nth,
    );
    if (picked !== null) {
      index.remove(picked.job.id);
      running.push(picked.job);
      started += 1;
    }
    for (const [key, limit] of Object.entries(LIMITS)) expect(use(key, limit).used).toBeLessThanOrEqual(limit);
  }
  expect(started).toBeGreaterThan(2_000);
});
