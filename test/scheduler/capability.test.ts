import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CAPABILITY_LENGTH_MAX, missingCapabilities, parseCapability } from "#scheduler/capability.ts";
import { editDistance } from "#scheduler/edit-distance.ts";
import { nearestCapability } from "#scheduler/nearest-capability.ts";
import { rankJobs } from "#scheduler/rank-jobs.ts";
import { jobs, openFactory, product } from "./arbitraries.ts";
import { NOW_MS } from "./build.ts";

test.each(["os:linux", "engine:claude", "node:22", "has:docker", "lib:c++-17.0_1", "a-1:9"])(
  "[SC1] %s follows the grammar",
  (token) => {
    const [namespace, value] = token.split(":");
    expect(parseCapability(token)).toEqual({ namespace, value });
  },
);

test.each([
  "",
  "linux",
  "OS:linux",
  "os:",
  ":linux",
  "os:Linux",
  "os: linux",
  "1os:linux",
  "os:linux:arm",
  "os:.x",
  "os:é",
])("[SC1] %j does not follow the grammar", (token) => {
  expect(parseCapability(token)).toBeNull();
});

test("[SC1] a token is at most CAPABILITY_LENGTH_MAX long", () => {
  expect(parseCapability(`os:${"a".repeat(CAPABILITY_LENGTH_MAX - 3)}`)).not.toBeNull();
  expect(parseCapability(`os:${"a".repeat(CAPABILITY_LENGTH_MAX - 2)}`)).toBeNull();
});

test("[SC2] what is missing is what is required and not offered, in the order of the request", () => {
  expect(missingCapabilities(["os:linux", "gpu:a100", "node:22"], ["node:22"])).toEqual(["os:linux", "gpu:a100"]);
  expect(missingCapabilities([], [])).toEqual([]);
});

test("[SC2] whatever is picked, all that it requires is offered, affinity or not", () => {
  let picks = 0;
  fc.assert(
    fc.property(jobs, openFactory, product, (list, fac, prod) => {
      const sticky = list.map((job) => Object.assign({}, job, { preferredFactoryIds: [fac.id] }));
      const picked = [list, sticky].flatMap((some) => rankJobs(some, fac, prod, NOW_MS).ranked);
      picks += picked.length;
      expect(picked.flatMap(({ job }) => missingCapabilities(job.requires, fac.capabilities))).toEqual([]);
    }),
    { numRuns: 1_000, seed: 3 },
  );
  expect(picks).toBeGreaterThan(1_000);
});

const ADVERTISED = ["os:linux", "os:macos", "gpu:a100", "node:22", "node:20", "engine:claude"];

test.each<[string, string | null, string]>([
  ["os:linus", "os:linux", "a slip of the keyboard"],
  ["os:windows", "os:linux", "same namespace, however far"],
  ["engin:claude", "engine:claude", "a slip in the namespace"],
  ["node:21", "node:20", "equally far, so by the alphabet"],
  ["linux", "os:linux", "no namespace at all"],
  ["OS:Linux ", "os:linux", "upper case and a space"],
  ["tpu:v5", null, "nothing like it"],
])("[SC3] for %s the nearest is %s (%s)", (token, nearest) => {
  expect(nearestCapability(token, ADVERTISED)).toBe(nearest);
  expect(nearestCapability(token, ADVERTISED.toReversed())).toBe(nearest);
});

test("[SC3] where nothing is advertised, nothing is near", () => {
  expect(nearestCapability("os:linux", [])).toBeNull();
  expect(nearestCapability("os:linux", ["linux"])).toBe("linux");
});

test("[SC3] the edit distance is a metric and 0 only for equal words", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("abc", "")).toBe(3);
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});
