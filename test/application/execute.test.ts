import { beforeEach, expect, test } from "vitest";
import { operationIdOf } from "#contract/documents/operation-record.ts";
import { changeJob } from "#application/change-job.ts";
import { execute } from "#application/execute.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { JOBS, OPERATIONS } from "#application/ports/collections.ts";
import { patchJob } from "#application/workers/patch-job.ts";
import { refuse, skip } from "#domain/decision.ts";
import { aHeldJob, aJob } from "../support/a-job.ts";
import { createBrokenStore, onceAt } from "../support/broken-store.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../support/memory-fleet.ts";
import { problemOf, stateOf } from "../support/outcomes.ts";

const ACT = { productId: PRODUCT, jobId: jobIdOf(1), action: "hold", opId: "o-1", by: "ada", note: "" } as const;
const WORKER = { factoryId: factoryIdOf(1), leaseEpoch: 1 };
const FINISH = {
  productId: PRODUCT,
  jobId: jobIdOf(1),
  opId: "finish",
  worker: WORKER,
  stage: "review",
  checkpoint: null,
  outcome: null,
} as const;

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const eventsOf = () => fleet.store.all("fleet_events").map((event) => event["seq"]);
const seatOfJob = { id: `seat:${factoryIdOf(1)}:0`, kind: "seat" };
const putHeldJob = () => fleet.put("fleet_jobs", PRODUCT, aHeldJob(), seatOfJob);

test("[PR2] an operation that is repeated after a lost reply takes effect once and succeeds again", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  const first = stateOf(await actOnJob(fleet.deps, ACT));
  const again = stateOf(await actOnJob(fleet.deps, ACT));
  expect(again).toEqual(first);
  expect(eventsOf()).toEqual([2]);
});

test("[PR2] a success stays a success for its own id when the holder is fenced since", async () => {
  await putHeldJob();
  stateOf(await patchJob(fleet.deps, FINISH));
  stateOf(await actOnJob(fleet.deps, { ...ACT, action: "requeue", opId: "o-2" }));
  expect(stateOf(await patchJob(fleet.deps, FINISH))).toMatchObject({ stage: "queued", leaseEpoch: 2 });
  expect(problemOf(await patchJob(fleet.deps, { ...FINISH, opId: "another" }))).toEqual({
    code: "fenced",
    jobId: jobIdOf(1),
    currentEpoch: 2,
  });
});

test("[PR7] whatever one operation of the store suffers, the caller is told the truth and the job changes once", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 6; at++) {
      fleet = createMemoryFleet();
      await putHeldJob();
      const deps = fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, fate)) });
      expect(stateOf(await patchJob(deps, FINISH)), `${fate} at ${at}`).toMatchObject({ stage: "review", rev: 4 });
    }
});

test("[PR2] a receipt that is found is projected, since whoever made it may have died before", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  await actOnJob({ ...fleet.deps, relay: { news: async () => {} } }, ACT);
  expect(eventsOf()).toEqual([]);
  await actOnJob(fleet.deps, ACT);
  expect(eventsOf()).toEqual([2]);
});

test("[PR2] of two requests under one id at the same time one takes effect and both succeed", async () => {
  await putHeldJob();
  const [a, b] = await Promise.all([patchJob(fleet.deps, FINISH), patchJob(fleet.deps, FINISH)]);
  expect(stateOf(a)).toEqual(stateOf(b));
  expect(eventsOf()).toEqual([4]);
});

test("[PR2] two hundred writers of one job in one instant lose nothing of what succeeded", async () => {
  await putHeldJob();
  const checkpoint = (n: number) => ({
    branch: "b",
    sha: n.toString(16).padStart(40, "0"),
    engine: "shell",
    sessionRef: null,
    summary: "",
  });
  const all = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      patchJob(fleet.deps, { ...FINISH, opId: `c-${n}`, stage: null, checkpoint: checkpoint(n) }),
    ),
  );
  const succeeded = all.filter(({ ok }) => ok).length;
  const { value: job } = (await fleet.store.read(JOBS, PRODUCT, jobIdOf(1)))!;
  expect(succeeded).toBeGreaterThan(0);
  expect(job.rev).toBe(3 + succeeded);
  expect(all.filter((each) => !each.ok && each.problem.code !== "contention")).toEqual([]);
});

test("[PR7] who loses every race is told to come again, after ten tries with growing pauses", async () => {
  let plans = 0;
  const executed = await execute(fleet.deps, { productId: PRODUCT, recordId: "op:x" }, async () => {
    plans += 1;
    const writes = [{ kind: "delete", id: "nothing" } as const];
    return { kind: "commit", job: aJob(), record: {} as never, writes };
  });
  expect(executed).toEqual({ kind: "refused", problem: { code: "contention", retryAfterMs: 1_000 } });
  expect(plans).toBe(10);
  expect(fleet.slept).toHaveLength(10);
  expect(fleet.slept.every((ms, index) => ms <= Math.min(1_000, 10 * 2 ** index))).toBe(true);
});

test("[PR7] a dead store is an unknown outcome to the end, and never a success", async () => {
  await putHeldJob();
  const deps = fleet.with({ store: createBrokenStore(fleet.store, () => "refused") });
  expect(problemOf(await patchJob(deps, FINISH)).code).toBe("contention");
});

test("[PR7] what is no outage is a bug and is thrown", async () => {
  const bug = new TypeError("a bug");
  const executing = execute(fleet.deps, { productId: PRODUCT, recordId: "op:x" }, () => Promise.reject(bug));
  await expect(executing).rejects.toBe(bug);
});

test("[PR2] a refusal and a skip leave nothing behind", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  const change = {
    productId: PRODUCT,
    jobId: jobIdOf(1),
    opId: "o",
    actor: { kind: "system", id: "test" } as const,
  };
  const problem = { code: "unauthenticated" } as const;
  expect(await changeJob(fleet.deps, { ...change, decide: () => refuse(problem) })).toEqual({
    kind: "refused",
    problem,
  });
  expect(await changeJob(fleet.deps, { ...change, decide: () => skip() })).toEqual({ kind: "skipped" });
  expect(await fleet.store.read(OPERATIONS, PRODUCT, operationIdOf(jobIdOf(1), "o"))).toBeNull();
  expect(problemOf(await actOnJob(fleet.deps, { ...ACT, jobId: jobIdOf(2) }))).toEqual({
    code: "job-not-found",
    jobId: jobIdOf(2),
  });
});

test("[PR9] a committed operation is answered as a success even where projecting it fails for good", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob());
  await fleet.put("fleet_events", jobIdOf(1), { id: "2", seq: "no number" } as never);
  expect(stateOf(await actOnJob(fleet.deps, ACT)).hold).not.toBeNull();
  expect(fleet.said.map(({ level, event }) => [level, event])).toContainEqual(["error", "relay.failed"]);
});
