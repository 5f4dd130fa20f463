import { describe, expect, test } from "vitest";
import { withMutation } from "./mutated-history.ts";
import { MONEY_MUTATIONS } from "./money-mutations.ts";
import { MUTATIONS } from "./mutations.ts";

const HISTORIES_MAX = 1_500;

describe("the simulation sees every mistake that the rules exist to prevent", () => {
  test.each([...MUTATIONS, ...MONEY_MUTATIONS])("[PR1] caught: $name", async (mutation) => {
    const seen = await withMutation(mutation, async (runHistory) => {
      for (let seed = 1; seed <= HISTORIES_MAX; seed++) {
        const { violations } = await runHistory(seed);
        if (violations.length > 0) return violations.map((violation) => violation.split(" ")[0]);
      }
      return [];
    });
    expect(
      seen.filter((invariant) => mutation.caughtBy.includes(invariant ?? "")),
      `seen: ${seen.join(", ")}`,
    ).not.toEqual([]);
  });
});
