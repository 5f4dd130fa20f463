import { beforeEach, expect, test } from "vitest";
import { explainJob } from "#application/explain/explain-job.ts";
import { reasonHistory, whyNotView } from "#application/views/explanation-view.ts";
import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const OF = { productId: PRODUCT, jobId: jobIdOf(1) };
const explained = async (of = OF) => stateOf(await explainJob(fleet.deps, of));
const putFactories = (...docs: FactoryDocument[]) => fleet.put("fleet_factories", PRODUCT, ...docs);
const putJobs = (...docs: JobDocument[]) => fleet.put("fleet_jobs", PRODUCT, ...docs);
const aSeat = (seat: number) => ({
  id: `seat:${factoryIdOf(1)}:${seat}`,
  kind: "seat",
  productId: PRODUCT,
  factoryId: factoryIdOf(1),
  seat,
  jobId: jobIdOf(90 + seat),
  epoch: 1,
  bootId: 1,
  claimId: `c-${seat}`,
});
/** Alive, but without what the job requires: so that the fleet as a whole is not dead. */
const aStranger = () => aFactoryDocument({ id: factoryIdOf(2), name: "forge-2", capabilities: ["os:macos"] });
const putPolicy = (given: object) =>
  fleet.put("fleet_budgets", PRODUCT, {
    id: "policy",
    productId: PRODUCT,
    ceilingMicroUsd: null,
    window: "day",
    paused: null,
    ...given,
  } as never);
const putReserve = (amountMicroUsd: number) =>
  fleet.put("fleet_jobs", PRODUCT, {
    id: "reserve",
    kind: "reserve",
    productId: PRODUCT,
    entries: { [`run_${jobIdOf(9).slice(4)}_1`]: { jobId: jobIdOf(9), amountMicroUsd, atMs: NOW_MS } },
  } as never);
const blocked = (stage: JobDocument["stage"]) =>
  putJobs(aJob({ stage: "blocked", deps: [jobIdOf(2)] }), aJob({ id: jobIdOf(2), stage, priority: "low" }));
const withFactory = async (given: Partial<FactoryDocument>) => {
  await putJobs(aJob());
  await putFactories(aFactoryDocument(given), aStranger());
};

const SITUATIONS: Readonly<Record<string, { readonly code: string; readonly seed: () => Promise<unknown> }>> = {
  "a dependency died": { code: "dependency_failed", seed: () => blocked("dead_letter") },
  "a dependency still runs": { code: "dependency_unmet", seed: () => blocked("building") },
  "an operator holds it": {
    code: "on_hold",
    seed: () => putJobs(aJob({ hold: { by: "ada", note: "wait", atMs: NOW_MS } })),
  },
  "its next attempt is put off": { code: "not_before", seed: () => putJobs(aJob({ notBeforeMs: NOW_MS + 60_000 })) },
  "the product is paused": {
    code: "budget_paused",
    seed: () => putPolicy({ paused: { by: "ada", why: "audit", auto: false, atMs: NOW_MS } }),
  },
  "it needs more than the ceiling": {
    code: "budget_exhausted",
    seed: () => putPolicy({ ceilingMicroUsd: 1_000_000 }),
  },
  "running jobs hold the money": {
    code: "budget_reserved",
    seed: async () => {
      await putPolicy({ ceilingMicroUsd: 6_000_000 });
      await putReserve(4_000_000);
    },
  },
  "there is no factory": { code: "no_factory_live", seed: () => putJobs(aJob()) },
  "nobody offers it": {
    code: "capability_missing",
    seed: async () => {
      await putJobs(aJob({ requires: ["engine:shel"] }));
      await putFactories(aFactoryDocument());
    },
  },
  "every seat is taken": {
    code: "seats_full",
    seed: async () => {
      await withFactory({});
      await fleet.put("fleet_jobs", PRODUCT, aSeat(0), aSeat(1));
    },
  },
  "its factory drains": { code: "factory_draining", seed: () => withFactory({ lifecycle: "draining" }) },
  "its factory is paused": { code: "factory_paused", seed: () => withFactory({ lifecycle: "paused" }) },
  "its factory is in quarantine": {
    code: "factory_quarantined",
    seed: () => withFactory({ lifecycle: "quarantined" }),
  },
  "its factory went silent": { code: "factory_stale", seed: () => withFactory({ lastHeartbeatAtMs: NOW_MS - 91_000 }) },
  "its factory is down": { code: "factory_down", seed: () => withFactory({ health: "down" }) },
  "others go first": {
    code: "outranked",
    seed: async () => {
      await putJobs(aJob(), ...[2, 3].map((n) => aJob({ id: jobIdOf(n), priority: "critical", priorityRank: 0 })));
      await putFactories(aFactoryDocument({ seatLimit: 2 }));
    },
  },
  "nothing is in its way": { code: "ready", seed: () => withFactory({}) },
};

for (const [situation, { code, seed }] of Object.entries(SITUATIONS)) {
  test(`[EX2] ${situation}: the one reason is ${code}`, async () => {
    await seed();
    if (code.startsWith("budget_")) {
      await putJobs(aJob({ budgetMicroUsd: 3_000_000 }));
      await putFactories(aFactoryDocument());
    }
    const { waits } = await explained();
    expect(waits?.explanation.reason).toBe(code);
    const view = whyNotView(waits);
    expect(view?.message).not.toBe("");
    expect(view?.nextStep).not.toBe("");
  });
}

test("[EX2] each factory has a line with its own reason, what it lacks and, where it may take the job, its score", async () => {
  await withFactory({ lifecycle: "paused" });
  await putFactories(aFactoryDocument({ id: factoryIdOf(3), name: "forge-3" }));
  const view = whyNotView((await explained()).waits);
  expect(view?.factories).toEqual([
    {
      factoryId: factoryIdOf(3),
      name: "forge-3",
      eligible: true,
      reason: null,
      missing: [],
      score: expect.any(Number),
    },
    expect.objectContaining({ name: "forge-1", eligible: false, reason: "factory_paused", missing: [] }),
    expect.objectContaining({ name: "forge-2", reason: "capability_missing", missing: ["engine:shell"] }),
  ]);
});

test("[EX2] what is missing is named with the advertised token that was probably meant", async () => {
  await SITUATIONS["nobody offers it"]?.seed();
  const view = whyNotView((await explained()).waits);
  expect(view?.missing).toEqual([{ capability: "engine:shel", nearest: "engine:shell" }]);
});

test("[EX2] the place in the queue counts those who go first", async () => {
  await SITUATIONS["others go first"]?.seed();
  const view = whyNotView((await explained()).waits);
  expect(view?.queue).toEqual({ factoryId: factoryIdOf(1), position: 3, seatsFree: 2, higherClassAhead: 2 });
});

test("[EX1] a job that does not wait has no reason, and its decisions are those that were stored", async () => {
  await putJobs(aJob({ stage: "shipped" }));
  const decision = {
    id: "1",
    productId: PRODUCT,
    jobId: jobIdOf(1),
    factoryId: factoryIdOf(1),
    epoch: 1,
    atMs: NOW_MS,
    policy: "p",
    score: 0.5,
    terms: { load: 0.5 },
    considered: 1,
    dropped: {},
  };
  await fleet.put("fleet_decisions", jobIdOf(1), decision);
  const { waits, decisions } = await explained();
  expect(whyNotView(waits)).toBeNull();
  expect(decisions).toEqual([decision]);
  expect(problemOf(await explainJob(fleet.deps, { productId: "other", jobId: jobIdOf(1) })).code).toBe("job-not-found");
});

test("[EX3] the history of the reason is told by the job's own events", async () => {
  const { job } = stateOf(
    await submitJob(fleet.deps, {
      productId: PRODUCT,
      manifest: aManifest(),
      bodyMd: "",
      submittedBy: "sam",
      strict: false,
    }),
  );
  const of = { productId: PRODUCT, jobId: job.id };
  stateOf(await actOnJob(fleet.deps, { ...of, action: "hold", opId: "h", by: "ada", note: "wait" }));
  stateOf(await actOnJob(fleet.deps, { ...of, action: "release", opId: "r", by: "ada", note: "" }));
  const { events } = await explained(of);
  expect(reasonHistory(events).map(({ seq, reason }) => [seq, reason])).toEqual([
    [1, "queued"],
    [2, "on_hold"],
    [3, "queued"],
  ]);
});
