import fc from "fast-check";
import { expect, test } from "vitest";
import { CONTAINERS, type ContainerName } from "#application/ports/collections.ts";
import { project } from "#application/relay/project.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aRecord, aShortLife, recordsIn } from "../../support/a-record.ts";
import { createBrokenStore, dyingAt } from "../../support/broken-store.ts";
import { jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";

const PROJECTIONS = Object.keys(CONTAINERS).filter((name): name is ContainerName => name in CONTAINERS);

/** Everything that rests in the store, by container and id, in whatever order it was written. */
const keyOf = (doc: Readonly<Record<string, unknown>>): string => `${String(doc["jobId"])}/${String(doc["id"])}`;
const stateOf = ({ store }: MemoryFleet) =>
  Object.fromEntries(
    PROJECTIONS.map((name) => [name, store.all(name).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))]),
  );

/** A composite whose one child ends: the record moves a lease, closes a run and unblocks another job. */
async function aFleetWithNews(): Promise<{ fleet: MemoryFleet; records: readonly OperationRecord[] }> {
  const fleet = createMemoryFleet();
  const { job, records } = aShortLife();
  const shipped = aRecord(
    "op:5",
    { ...job, stage: "testing" },
    { ...job, stage: "shipped" },
    { type: "job.shipped", sha: null },
  );
  const waiting = aJob({ id: jobIdOf(2), stage: "blocked", deps: [job.id], depsExpected: 1 });
  await fleet.put("fleet_jobs", PRODUCT, shipped.job, waiting);
  return { fleet, records: [...records, shipped.record] };
}

/** The change feed brings every record, those of the jobs that were unblocked on the way as well. */
async function projectAll(fleet: MemoryFleet, records: readonly OperationRecord[]) {
  await project(fleet.deps, records);
  await project(fleet.deps, recordsIn(fleet.store));
}

async function settled(fleet: MemoryFleet, records: readonly OperationRecord[]) {
  await projectAll(fleet, records);
  return stateOf(fleet);
}

test("[PR9] a record's news becomes events, the lease, the run, a wake-up and a second look at who waited", async () => {
  const { fleet, records } = await aFleetWithNews();
  const state = await settled(fleet, records);
  expect(state["fleet_events"]?.filter(({ jobId }) => jobId === jobIdOf(1)).map(({ id }) => id)).toEqual([
    "1",
    "2",
    "3",
    "4",
    "5",
  ]);
  expect(state["fleet_leases"]).toMatchObject([{ status: "ended", holderFactoryId: null, epoch: 2, rev: 4 }]);
  expect(state["fleet_runs"]).toMatchObject([{ end: "finished", epoch: 1, costMicroUsd: 0 }]);
  expect(state["fleet_jobs"]?.find(({ id }) => id === jobIdOf(2))).toMatchObject({ stage: "queued" });
  expect(fleet.signals.every(({ signal }) => signal.op === "bump")).toBe(true);
  expect(fleet.published.map(({ group }) => group)).toContain("fleet.demo.wake");
});

test("[PR6] one batch is one step of the version for each product that has something to wake up for", async () => {
  const fleet = createMemoryFleet();
  const records = [1, 2, 3].map(
    (n) => aRecord(`op:${n}`, null, aJob({ id: jobIdOf(n) }), { type: "job.submitted", title: "x" }).record,
  );
  const held = aRecord("op:4", null, aJob({ id: jobIdOf(4), stage: "blocked" }), { type: "job.submitted", title: "x" });
  await project(fleet.deps, [...records, held.record]);
  expect(fleet.signals).toHaveLength(1);
  await project(fleet.deps, records);
  expect(fleet.signals).toHaveLength(1);
});

test("[PR9] records that come again, in any order and in any batches, end in the same state", async () => {
  const { fleet, records } = await aFleetWithNews();
  const expected = await settled(fleet, records);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: records.length - 1 }), { maxLength: 12 }), async (order) => {
      const other = await aFleetWithNews();
      for (const index of order) await project(other.fleet.deps, [records[index]!]);
      for (const index of [...records.keys()].toReversed()) await project(other.fleet.deps, [records[index]!]);
      await project(other.fleet.deps, recordsIn(other.fleet.store));
      expect(stateOf(other.fleet)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("[PR9] a relay that is killed between any two of its operations leaves nothing that running it again does not mend", async () => {
  const { fleet, records } = await aFleetWithNews();
  const expected = await settled(fleet, records);
  let operations = 0;
  for (const fate of ["refused", "lost"] as const)
    for (let last = 1; ; last++) {
      const other = await aFleetWithNews();
      let seen = 0;
      const store = createBrokenStore(other.fleet.store, (operation) => {
        seen = operation.number;
        return dyingAt(last, fate)(operation);
      });
      const died = await project(other.fleet.with({ store }), records).then(
        () => false,
        () => true,
      );
      await projectAll(other.fleet, records);
      expect(stateOf(other.fleet), `${fate} at ${last}`).toEqual(expected);
      if (!died && seen < last) break;
      operations = Math.max(operations, last);
    }
  expect(operations).toBeGreaterThan(15);
});

test("[PR9] a wake-up that could not be told is told again before the record counts as projected", async () => {
  const { fleet, records } = await aFleetWithNews();
  const broken = fleet.with({ entity: { signal: () => Promise.reject(new Error("no hub")) } });
  await expect(project(broken, [records[0]!])).rejects.toThrow("no hub");
  expect(fleet.store.all("fleet_events")).toEqual([]);
  await project(fleet.deps, [records[0]!]);
  expect(fleet.signals).toHaveLength(1);
});

test("[PR9] an older record never puts the lease back", async () => {
  const { fleet, records } = await aFleetWithNews();
  await project(fleet.deps, [records[3]!]);
  await project(fleet.deps, [records[1]!]);
  expect(fleet.store.all("fleet_leases")).toMatchObject([{ status: "ended", rev: 4 }]);
});

test.each([
  ["released", { type: "job.requeued", cause: "released", note: "", notBeforeMs: 0 }, "released"],
  ["taken away by a person", { type: "job.requeued", cause: "operator", note: "", notBeforeMs: 0 }, "requeued"],
  ["cancelled", { type: "job.cancelled", note: "" }, "cancelled"],
  ["lost once too often", { type: "job.dead_lettered", note: "" }, "lease_lost"],
  ["ended by what no run knows", { type: "job.shipped", sha: null }, "requeued"],
] as const)("[PR9] the run of a lease that was %s ends so", async (_, fact, end) => {
  const fleet = createMemoryFleet();
  const { record } = aRecord("op:1", aHeldJob(), aJob({ stage: "queued", leaseEpoch: 2 }), fact);
  await project(fleet.deps, [record]);
  expect(fleet.store.all("fleet_runs")).toMatchObject([{ end, endedAtMs: record.atMs }]);
});
