import { beforeEach, expect, test } from "vitest";
import { JOBS } from "#application/ports/collections.ts";
import { releaseLease } from "#application/workers/release-lease.ts";
import { renewLease } from "#application/workers/renew-lease.ts";
import { aHeldJob } from "../../support/a-job.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const WORKER = { factoryId: factoryIdOf(1), leaseEpoch: 1 };
const RENEW = { productId: PRODUCT, jobId: jobIdOf(1), worker: WORKER };
let fleet: MemoryFleet;
beforeEach(async () => {
  fleet = createMemoryFleet();
  await fleet.put("fleet_jobs", PRODUCT, aHeldJob(), { id: `seat:${factoryIdOf(1)}:0` });
});

test("[PR7] a renewal prolongs the lease from now on, without a record, an event or a new revision", async () => {
  fleet.nowMs += 20_000;
  expect(stateOf(await renewLease(fleet.deps, RENEW))).toEqual({ expiresAtMs: NOW_MS + 80_000 });
  const { value: job } = (await fleet.store.read(JOBS, PRODUCT, jobIdOf(1)))!;
  expect(job).toEqual(aHeldJob({ lease: { ...aHeldJob().lease!, expiresAtMs: NOW_MS + 80_000 } }));
  expect(fleet.store.all("fleet_jobs").some(({ kind }) => kind === "op")).toBe(false);
});

test.each([
  ["another factory", { ...WORKER, factoryId: factoryIdOf(2) }],
  ["an earlier epoch", { ...WORKER, leaseEpoch: 0 }],
  ["a later epoch", { ...WORKER, leaseEpoch: 2 }],
])("[PR4] a renewal by %s is fenced and changes nothing", async (_, worker) => {
  expect(problemOf(await renewLease(fleet.deps, { ...RENEW, worker }))).toEqual({
    code: "fenced",
    jobId: jobIdOf(1),
    currentEpoch: 1,
  });
  expect((await fleet.store.read(JOBS, PRODUCT, jobIdOf(1)))?.value).toEqual(aHeldJob());
});

test("[PR4] a lease that was given up cannot be renewed, and a job that is not there says so", async () => {
  stateOf(await releaseLease(fleet.deps, { ...RENEW, opId: "r", note: "" }));
  expect(problemOf(await renewLease(fleet.deps, RENEW))).toMatchObject({ code: "fenced", currentEpoch: 2 });
  expect(problemOf(await renewLease(fleet.deps, { ...RENEW, jobId: jobIdOf(9) })).code).toBe("job-not-found");
});

test("[PR7] a renewal whose reply was lost may be sent again", async () => {
  const deps = fleet.with({ store: createBrokenStore(fleet.store, onceAt(1, "lost")) });
  await expect(renewLease(deps, RENEW)).rejects.toThrow("lost");
  expect(stateOf(await renewLease(deps, RENEW))).toEqual({ expiresAtMs: NOW_MS + 60_000 });
});
