import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accrue as accrueAt,
  addToDay,
  costOf,
  EMPTY_LEDGER,
  forgetRun,
  higherSpend,
  type Ledger,
  mergeUsage,
} from "#domain/budget/ledger.ts";
import { runIdOf } from "#contract/id.ts";
import { aRun, aUsage } from "../../support/a-run.ts";
import { jobIdOf, NOW_MS } from "../../support/ids.ts";

const DAY_MS = 86_400_000;
const today = Math.floor(NOW_MS / DAY_MS);
const accrue = (ledger: Ledger, run: Parameters<typeof accrueAt>[1]) => accrueAt(ledger, run, NOW_MS);
const runOf = (number: number, costMicroUsd: number, countedMicroUsd = 0) =>
  aRun({ id: runIdOf(jobIdOf(number), 1), costMicroUsd, countedMicroUsd });

test("[PR10] a run's total is added once, however often it is told", () => {
  const once = accrue(EMPTY_LEDGER, runOf(1, 500));
  expect(once).toEqual({ spentMicroUsd: 500, counted: { [runOf(1, 0).id]: 500 }, days: { [today]: 500 } });
  expect(accrue(once, runOf(1, 500))).toEqual(once);
});

test("[PR10] a later total adds the difference, and an earlier one takes nothing back", () => {
  const later = accrue(accrue(EMPTY_LEDGER, runOf(1, 500)), runOf(1, 800));
  expect(later.spentMicroUsd).toBe(800);
  expect(accrue(later, runOf(1, 600))).toEqual(later);
});

test("[PR10] what a run says is counted of it is not counted again once it is forgotten", () => {
  const forgotten = forgetRun(accrue(EMPTY_LEDGER, runOf(1, 500)), runOf(1, 0).id);
  expect(forgotten).toEqual({ spentMicroUsd: 500, counted: {}, days: { [today]: 500 } });
  expect(accrue(forgotten, runOf(1, 500, 500)).spentMicroUsd).toBe(500);
  expect(accrue(forgotten, runOf(1, 700, 500)).spentMicroUsd).toBe(700);
});

/** What each of some runs reported one after the other: cumulative, so it only rises. */
const reports = fc.array(
  fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 6 }).map((steps) => {
    let total = 0;
    return steps.map((step) => (total += step));
  }),
  { minLength: 1, maxLength: 5 },
);

test("[PR10] the ledger is the sum of the runs under every order, repetition and loss of all but the last report", () => {
  fc.assert(
    fc.property(reports, fc.infiniteStream(fc.nat()), (runs, chance) => {
      const told = runs.flatMap((totals, index) =>
        totals.flatMap((total, at) => {
          const isLast = at === totals.length - 1;
          const times = (chance.next().value % 3) + (isLast ? 1 : 0);
          return Array.from({ length: times }, () => ({ run: runOf(index + 1, total), rank: chance.next().value }));
        }),
      );
      let ledger: Ledger = EMPTY_LEDGER;
      for (const { run } of told.toSorted((a, b) => a.rank - b.rank)) {
        const before = ledger.spentMicroUsd;
        ledger = accrue(ledger, run);
        expect(ledger.spentMicroUsd).toBeGreaterThanOrEqual(before);
      }
      expect(ledger.spentMicroUsd).toBe(runs.reduce((sum, totals) => sum + (totals.at(-1) ?? 0), 0));
    }),
  );
});

const usages = fc.array(
  fc.record({
    session: fc.constantFrom("s1", "s2", "s3"),
    inputTokens: fc.nat(),
    outputTokens: fc.nat(),
    costMicroUsd: fc.option(fc.nat(), { nil: null }),
    source: fc.constant("reported" as const),
  }),
  { maxLength: 8 },
);

test("[PR10] usage merges to the same in every order and to itself when it is told again", () => {
  const sorted = (usage: ReturnType<typeof mergeUsage>) => usage.toSorted((a, b) => (a.session < b.session ? -1 : 1));
  fc.assert(
    fc.property(usages, usages, (a, b) => {
      const merged = mergeUsage(mergeUsage([], a), b);
      expect(sorted(mergeUsage(mergeUsage([], b), a))).toEqual(sorted(merged));
      expect(mergeUsage(merged, b)).toEqual(merged);
      expect(costOf(merged)).toBeGreaterThanOrEqual(costOf(mergeUsage([], a)));
    }),
  );
});

test("[PR10] an unknown price stays unknown, gives way to a known one and counts as nothing", () => {
  expect(mergeUsage([aUsage()], [aUsage({ inputTokens: 5 })])).toEqual([aUsage({ inputTokens: 5 })]);
  const known = aUsage({ costMicroUsd: 7, source: "estimated" });
  expect(mergeUsage([aUsage({ source: "unknown" })], [known])).toEqual([known]);
  expect(mergeUsage([known], [aUsage({ source: "unknown" })])).toEqual([known]);
  expect(costOf([aUsage(), known, aUsage({ costMicroUsd: 3 })])).toBe(10);
});

test("[BG8] money counts on the day on which it is counted, and days out of every window's reach are forgotten", () => {
  const first = addToDay({}, 5, 0);
  expect(addToDay(addToDay(first, 2, DAY_MS - 1), 3, DAY_MS)).toEqual({ 0: 7, 1: 3 });
  expect(addToDay(first, 1, 61 * DAY_MS)).toEqual({ 0: 5, 61: 1 });
  expect(addToDay(first, 1, 62 * DAY_MS)).toEqual({ 62: 1 });
  expect(addToDay(first, 0, 62 * DAY_MS)).toBe(first);
});

test("[BG8] of two accounts the higher one stands, in sum and day by day", () => {
  const known = { spentMicroUsd: 10, days: { 1: 4, 2: 6 } };
  expect(higherSpend(null, known)).toEqual(known);
  expect(higherSpend(known, { spentMicroUsd: 9, days: { 1: 4 } })).toBeNull();
  expect(higherSpend(known, { spentMicroUsd: 12, days: { 2: 5, 3: 2 } })).toEqual({
    spentMicroUsd: 12,
    days: { 1: 4, 2: 6, 3: 2 },
  });
  expect(higherSpend(known, { spentMicroUsd: 9, days: { 3: 1 } })?.spentMicroUsd).toBe(10);
});
