import { expect, test } from "vitest";
import { createIds } from "#adapters/system/ulid.ts";
import { JobId } from "#contract/id.ts";

const YEAR_MS = 365 * 24 * 3_600_000;

test("[ID1] ids sort by age, whatever the age", () => {
  const times = [0, 1, 31, 32, 1_000, 1_780_000_000_000, 1_780_000_000_001, 1_780_000_000_000 + YEAR_MS, 2 ** 48 - 1];
  const ids = times.map((nowMs) => createIds({ nowMs: () => nowMs }).next());
  expect(ids.toSorted()).toEqual(ids);
});

test("[ID1] an id has the form that the contract asks for, and its time can be read from it", () => {
  const id = createIds({ nowMs: () => 1_469_918_176_385 }).next();
  // The example of the specification.
  expect(id.slice(0, 10)).toBe("01ARYZ6S41");
  expect(JobId.safeParse(`job_${id}`).success).toBe(true);
});

test("[ID1] ids of one instant are all different, and every place of chance takes every character", () => {
  const ids = createIds({ nowMs: () => 1 });
  const made = Array.from({ length: 20_000 }, () => ids.next().slice(10));
  expect(new Set(made).size).toBe(made.length);
  for (let place = 0; place < 16; place++) expect(new Set(made.map((chance) => chance[place])).size).toBe(32);
});
