import fc from "fast-check";
import { expect, test } from "vitest";
import { applySignal } from "#application/product/apply-signals.ts";
import { stepQueueVersion } from "#application/product/step-queue-version.ts";
import { RUNS, SPENDS } from "#application/ports/collections.ts";
import { type ProductSignal } from "#application/ports/product-entity.ts";
import { type Store } from "#application/ports/store.ts";
import { runIdOf } from "#contract/id.ts";
import { EMPTY_LEDGER, type Ledger } from "#domain/budget/ledger.ts";
import { aRun } from "../../support/a-run.ts";
import { createBrokenStore, dyingAt } from "../../support/broken-store.ts";
import { jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

const runId = (number: number) => runIdOf(jobIdOf(number), 1);
const ACCRUE = { op: "accrue", jobId: jobIdOf(1), runId: runId(1) } as const;

/** The entity: its state is kept when an operation succeeded, and what asks to come again comes again. */
async function handle(store: Store, ledger: Ledger, signal: ProductSignal): Promise<Ledger> {
  const applied = await applySignal(createMemoryFleet().with({ store }), PRODUCT, ledger, signal);
  return applied.again ? handle(store, applied.ledger, signal) : applied.ledger;
}
const putRun = (fleet: MemoryFleet, number: number, costMicroUsd: number, end: "finished" | null = null) =>
  fleet.put("fleet_runs", jobIdOf(number), aRun({ id: runId(number), jobId: jobIdOf(number), costMicroUsd, end }));
const report = (fleet: MemoryFleet, number: number, costMicroUsd: number) =>
  fleet.store.touch(RUNS, jobIdOf(number), runId(number), { path: "costMicroUsd", value: costMicroUsd, when: [] });
const spent = async ({ store }: MemoryFleet) => (await store.read(SPENDS, PRODUCT, "spend"))?.value.spentMicroUsd;
const counted = async ({ store }: MemoryFleet) => (await store.read(RUNS, jobIdOf(1), runId(1)))?.value.countedMicroUsd;

test("[PR10] the entity counts an open run in its state, and a settled one on the run itself", async () => {
  const fleet = createMemoryFleet();
  await putRun(fleet, 1, 500);
  const open = await handle(fleet.store, EMPTY_LEDGER, ACCRUE);
  expect(open).toMatchObject({ spentMicroUsd: 500, counted: { [runId(1)]: 500 } });
  expect(await handle(fleet.store, open, ACCRUE)).toEqual(open);
  expect([await spent(fleet), await counted(fleet)]).toEqual([500, 0]);

  await putRun(fleet, 2, 300, "finished");
  const settled = await handle(fleet.store, open, { op: "accrue", jobId: jobIdOf(2), runId: runId(2) });
  expect(settled).toMatchObject({ spentMicroUsd: 800, counted: { [runId(1)]: 500 } });
  expect(fleet.store.all("fleet_runs").map((run) => run["countedMicroUsd"])).toEqual([0, 300]);
});

test("[PR10] the money of an ended run is in the kept state before the run says that it is", async () => {
  const fleet = createMemoryFleet();
  await putRun(fleet, 1, 500, "finished");
  const first = await applySignal(fleet.deps, PRODUCT, EMPTY_LEDGER, ACCRUE);
  expect(first).toMatchObject({ again: true, ledger: { spentMicroUsd: 500 } });
  expect(await counted(fleet)).toBe(0);
  const second = await applySignal(fleet.deps, PRODUCT, first.ledger, ACCRUE);
  expect(second).toMatchObject({ again: false, ledger: { spentMicroUsd: 500, counted: {} } });
  expect(await counted(fleet)).toBe(500);
});

test("[PR10] what is reported after a run was settled is counted as well, and once", async () => {
  const fleet = createMemoryFleet();
  await putRun(fleet, 1, 500, "finished");
  let ledger = await handle(fleet.store, EMPTY_LEDGER, ACCRUE);
  await report(fleet, 1, 900);
  ledger = await handle(fleet.store, ledger, ACCRUE);
  ledger = await handle(fleet.store, ledger, ACCRUE);
  expect(ledger).toMatchObject({ spentMicroUsd: 900, counted: {} });
  expect([await spent(fleet), await counted(fleet)]).toEqual([900, 900]);
});

test("[PR10] an entity that is killed between any two writes loses no cent and counts none twice", async () => {
  let deaths = 0;
  for (const fate of ["refused", "lost"] as const)
    for (let last = 1; last <= 12; last++) {
      const fleet = createMemoryFleet();
      await putRun(fleet, 1, 500, "finished");
      let kept = EMPTY_LEDGER;
      const dying = createBrokenStore(fleet.store, dyingAt(last, fate));
      try {
        for (let again = true; again;) {
          const applied = await applySignal(fleet.with({ store: dying }), PRODUCT, kept, ACCRUE);
          kept = applied.ledger;
          ({ again } = applied);
        }
      } catch {
        deaths += 1;
      }
      kept = await handle(fleet.store, kept, ACCRUE);
      kept = await handle(fleet.store, kept, ACCRUE);
      expect({ last, fate, spent: kept.spentMicroUsd, shown: await spent(fleet) }).toEqual({
        last,
        fate,
        spent: 500,
        shown: 500,
      });
      expect(await handle(fleet.store, EMPTY_LEDGER, { op: "rebuild" })).toMatchObject({ spentMicroUsd: 500 });
    }
  expect(deaths).toBeGreaterThan(10);
});

test("[PR10] signals that are lost, late, repeated and out of order end in the sum of the runs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 500 }), fc.boolean(), fc.boolean()), {
        maxLength: 20,
      }),
      async (steps) => {
        const fleet = createMemoryFleet();
        for (const number of [1, 2, 3]) await putRun(fleet, number, 0);
        const totals = new Map<number, number>();
        let ledger = EMPTY_LEDGER;
        const tell = async (number: number) => {
          ledger = await handle(fleet.store, ledger, { op: "accrue", jobId: jobIdOf(number), runId: runId(number) });
        };
        for (const [number, more, told, rebuilt] of steps) {
          totals.set(number, (totals.get(number) ?? 0) + more);
          await report(fleet, number, totals.get(number) ?? 0);
          if (told) await tell(number);
          if (rebuilt) ledger = await handle(fleet.store, ledger, { op: "rebuild" });
        }
        for (const number of [3, 1, 2]) await tell(number);
        const sum = [...totals.values()].reduce((a, b) => a + b, 0);
        expect(ledger.spentMicroUsd).toBe(sum);
        expect((await spent(fleet)) ?? 0).toBe(sum);
      },
    ),
    { numRuns: 60 },
  );
});

test("[PR10] the projection only goes up: a stale activation cannot undo a newer one", async () => {
  const fleet = createMemoryFleet();
  await putRun(fleet, 1, 500);
  await fleet.put("fleet_budgets", PRODUCT, { id: "spend", productId: PRODUCT, spentMicroUsd: 900 } as never);
  await handle(fleet.store, EMPTY_LEDGER, ACCRUE);
  expect(await spent(fleet)).toBe(900);
});

test("[PR11] rebuilding finds what every run has spent, page by page, and forgets what is settled", async () => {
  const fleet = createMemoryFleet();
  for (let number = 1; number <= 9; number++) await putRun(fleet, number, number, number % 2 === 0 ? "finished" : null);
  await fleet.put("fleet_runs", "other", aRun({ id: runId(99), productId: "other", costMicroUsd: 7_000 }));
  const settledRun = await handle(fleet.store, EMPTY_LEDGER, { op: "accrue", jobId: jobIdOf(2), runId: runId(2) });
  expect(settledRun.counted).toEqual({});
  const paged: Store = {
    ...fleet.store,
    query: (collection, query) => fleet.store.query(collection, { ...query, limit: 4 }),
  };
  const rebuilt = await handle(paged, EMPTY_LEDGER, { op: "rebuild" });
  expect(rebuilt.spentMicroUsd).toBe(45);
  expect(Object.keys(rebuilt.counted)).not.toContain(runId(2));
  expect(await spent(fleet)).toBe(45);
});

test("[PR10] a run that is not there is no news", async () => {
  const fleet = createMemoryFleet();
  expect(await handle(fleet.store, EMPTY_LEDGER, ACCRUE)).toBe(EMPTY_LEDGER);
});

test("[PR6] every bump is a step up, also of two at once, and what it covers never goes back", async () => {
  const fleet = createMemoryFleet();
  await Promise.all([stepQueueVersion(fleet.deps, PRODUCT, 50), stepQueueVersion(fleet.deps, PRODUCT, 20)]);
  await handle(fleet.store, EMPTY_LEDGER, { op: "bump", coversAtMs: 10 });
  expect(fleet.store.all("fleet_queue_state")).toMatchObject([{ version: 3, coversAtMs: 50 }]);
});
