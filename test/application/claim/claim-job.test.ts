import { beforeEach, expect, test } from "vitest";
import { type JobDocument, SeatDocument } from "#contract/documents/job-document.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { JOBS, QUEUE_STATES } from "#application/ports/collections.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { releaseLease } from "#application/workers/release-lease.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(async () => {
  fleet = createMemoryFleet();
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
});
const putJobs = (...jobs: readonly JobDocument[]) => fleet.put("fleet_jobs", PRODUCT, ...jobs);
const claim = async (claimId: string, given: { bootId?: number; factory?: number } = {}, deps = fleet.deps) =>
  stateOf(
    await claimJob(deps, {
      productId: PRODUCT,
      factoryId: factoryIdOf(given.factory ?? 1),
      claimId,
      bootId: given.bootId ?? 1,
    }),
  );
const seats = () =>
  fleet.store
    .all("fleet_jobs")
    .filter(({ kind }) => kind === "seat")
    .map((seat) => SeatDocument.parse(seat));
const jobNow = async (number: number) => (await fleet.store.read(JOBS, PRODUCT, jobIdOf(number)))!.value;

test("[PR3] a claim gives the best job with its lease, its seat and the decision that led to it", async () => {
  await putJobs(aJob(), aJob({ id: jobIdOf(2), priority: "critical", priorityRank: 0 }));
  const { job } = await claim("c-1");
  expect(job).toMatchObject({ id: jobIdOf(2), stage: "assigned", lease: { claimId: "c-1", epoch: 1, seat: 0 } });
  expect(seats()).toMatchObject([{ seat: 0, jobId: jobIdOf(2), claimId: "c-1", bootId: 1 }]);
  expect(fleet.store.all("fleet_decisions")).toMatchObject([{ jobId: jobIdOf(2), considered: 2, policy: "default-1" }]);
});

test("[PR3] a claim that is repeated after a lost reply gives the same job at the same epoch", async () => {
  await putJobs(aJob(), aJob({ id: jobIdOf(2) }));
  const first = await claim("c-1");
  const again = await claim("c-1");
  expect(again).toEqual({ job: first.job, queueVersion: null });
  expect(seats()).toHaveLength(1);
});

test("[PR3] a claim whose job has been given up since gives nothing, and takes no other job in its name", async () => {
  await putJobs(aJob());
  const { job } = await claim("c-1");
  const worker = { factoryId: factoryIdOf(1), leaseEpoch: job?.leaseEpoch ?? 0 };
  stateOf(await releaseLease(fleet.deps, { productId: PRODUCT, jobId: jobIdOf(1), opId: "r", worker, note: "" }));
  expect(await claim("c-1")).toEqual({ job: null, queueVersion: null });
  expect((await jobNow(1)).lease).toBeNull();
});

test("[PR3] a claim id is the factory's own: the same one of another factory is another claim", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ id: factoryIdOf(2) }));
  await putJobs(aJob());
  const { job } = await claim("same");
  const worker = { factoryId: factoryIdOf(1), leaseEpoch: job?.leaseEpoch ?? 0 };
  stateOf(await releaseLease(fleet.deps, { productId: PRODUCT, jobId: jobIdOf(1), opId: "r", worker, note: "" }));
  expect((await claim("same", { factory: 2 })).job?.id).toBe(jobIdOf(1));
  await putJobs(aJob({ id: jobIdOf(2) }));
  expect(await claim("same")).toEqual({ job: null, queueVersion: null });
});

test("[PR7] whatever one operation of the store suffers, a claim ends with one job, one seat and one lease", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 8; at++) {
      fleet = createMemoryFleet();
      await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
      await putJobs(aJob(), aJob({ id: jobIdOf(2) }));
      const deps = fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, fate)) });
      const { job } = await claim("c-1", {}, deps);
      expect(job?.lease?.epoch, `${fate} at ${at}`).toBe(1);
      expect(seats()).toMatchObject([{ jobId: job?.id, claimId: "c-1" }]);
    }
});

test("[PR5] a factory has as many leases as seats, each on a number of its own", async () => {
  await putJobs(aJob(), aJob({ id: jobIdOf(2) }), aJob({ id: jobIdOf(3) }));
  await claim("c-1");
  await claim("c-2");
  expect(seats().map(({ seat }) => seat)).toEqual([0, 1]);
  expect(await claim("c-3")).toEqual({ job: null, queueVersion: null });
});

test("[PR5] claims of one factory at the same time never share a seat", async () => {
  await putJobs(...Array.from({ length: 6 }, (_, n) => aJob({ id: jobIdOf(n + 1) })));
  const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => claim(`c-${n}`)));
  const got = answers.flatMap(({ job }) => (job === null ? [] : [job]));
  expect(got).toHaveLength(2);
  expect(new Set(got.map(({ lease }) => lease?.seat))).toEqual(new Set([0, 1]));
});

test("[PR5] a restarted factory gets its seats and jobs back from its own ghost with its first claim", async () => {
  await putJobs(aJob(), aJob({ id: jobIdOf(2) }));
  await claim("a", { bootId: 1 });
  await claim("b", { bootId: 1 });
  const { job } = await claim("c", { bootId: 2 });
  expect(job?.lease).toMatchObject({ bootId: 2, seat: 0 });
  expect(seats()).toHaveLength(1);
  const requeued = (await jobNow(1)).lease === null ? await jobNow(1) : await jobNow(2);
  expect(requeued).toMatchObject({ stage: "queued", leaseEpoch: 2, requeues: { factory_restarted: 1 } });
});

test("[PR5] a claim of an earlier boot that is repeated by a later one gives no lease that the later one will end", async () => {
  await putJobs(aJob());
  await claim("c-1", { bootId: 1 });
  const repeated = await claim("c-1", { bootId: 2 });
  expect(await jobNow(1)).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2 });
  const next = await claim("c-2", { bootId: 2 });
  const running = [repeated.job, next.job].flatMap((job) => (job === null ? [] : [job.leaseEpoch]));
  expect(running).toEqual([(await jobNow(1)).leaseEpoch]);
});

test("[PR6] an empty queue is answered with the version that was read before the queue was", async () => {
  await fleet.put("fleet_queue_state", PRODUCT, {
    id: "queue-state",
    productId: PRODUCT,
    version: 7,
    coversAtMs: 1,
  } as never);
  expect(await claim("c-1")).toEqual({ job: null, queueVersion: 7 });
  const order: string[] = [];
  const store = createBrokenStore(fleet.store, ({ what }) => {
    order.push(what);
    return "done";
  });
  await claim("c-2", {}, fleet.with({ store }));
  expect(order.indexOf(`${QUEUE_STATES.container}/queue-state`)).toBe(0);
  expect(order.indexOf("fleet_jobs", 3)).toBeGreaterThan(0);
});

test("[PR6] a job that is there and was not given gates nothing", async () => {
  await putJobs(aJob());
  fleet.deps.desk.reserve(jobIdOf(1));
  expect(await claim("c-1")).toEqual({ job: null, queueVersion: null });
  fleet.deps.desk.release(jobIdOf(1));
  expect((await claim("c-1")).job?.id).toBe(jobIdOf(1));
});

test("[PR3] a factory without what a job requires is not given it, nor is one that drains given any", async () => {
  await putJobs(aJob({ requires: ["engine:claude"] }));
  expect(await claim("c-1")).toEqual({ job: null, queueVersion: 0 });
  await putJobs(aJob({ id: jobIdOf(2) }));
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ id: factoryIdOf(2), lifecycle: "draining" }));
  expect((await claim("c-2", { factory: 2 })).job).toBeNull();
});

test("[PR8] a claim that finds nothing else reaps what is past its grace, so that a dead timer stops nothing", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ id: factoryIdOf(2) }));
  await putJobs(aJob());
  const { job } = await claim("c-1");
  fleet.nowMs = (job?.lease?.expiresAtMs ?? 0) + 10_000 - 1;
  expect((await claim("c-2", { factory: 2 })).job).toBeNull();
  fleet.nowMs += 1;
  expect((await claim("c-3", { factory: 2 })).job?.lease).toMatchObject({ epoch: 3, claimId: "c-3" });
});

test("[FA3] a factory whose registration is gone is told so", async () => {
  const outcome = await claimJob(fleet.deps, {
    productId: PRODUCT,
    factoryId: factoryIdOf(9),
    claimId: "c",
    bootId: 1,
  });
  expect(problemOf(outcome)).toEqual({ code: "factory-not-found", factoryId: factoryIdOf(9) });
});

test("[PR3] a job that is put on hold while it is being claimed is not given", async () => {
  await putJobs(aJob());
  let held = false;
  const store = createBrokenStore(fleet.store, () => "done");
  const deps = fleet.with({
    store: {
      ...store,
      commit: async (container, partition, writes) => {
        if (!held) {
          held = true;
          await actOnJob(fleet.deps, {
            productId: PRODUCT,
            jobId: jobIdOf(1),
            action: "hold",
            opId: "h",
            by: "ada",
            note: "",
          });
        }
        return store.commit(container, partition, writes);
      },
    },
  });
  expect((await claim("c-1", {}, deps)).job).toBeNull();
  expect((await jobNow(1)).lease).toBeNull();
});
