import { expect, test } from "vitest";
import { JobDocument } from "#contract/documents/job-document.ts";
import { createClaimDesk } from "#application/claim-desk.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet } from "../../support/memory-fleet.ts";
import { stateOf } from "../../support/outcomes.ts";

const CLAIMERS = 200;
const JOBS = 50;
const INSTANCES = 4;
const ROUNDS_MAX = 40;

test("[PR3] of 200 claimers on four instances and 50 jobs, each job goes to exactly one, and none is left over", async () => {
  const fleet = createMemoryFleet();
  const factories = Array.from({ length: CLAIMERS }, (_, n) =>
    aFactoryDocument({ id: factoryIdOf(n + 1), seatLimit: 1 }),
  );
  const jobs = Array.from({ length: JOBS }, (_, n) => aJob({ id: jobIdOf(n + 1) }));
  await fleet.put("fleet_factories", PRODUCT, ...factories);
  await fleet.put("fleet_jobs", PRODUCT, ...jobs);
  const instances = Array.from({ length: INSTANCES }, () => fleet.with({ desk: createClaimDesk() }));
  const given = new Map<string, string[]>();
  const claimers = new Set(factories.map(({ id }) => id));
  for (let round = 0; round < ROUNDS_MAX && given.size < JOBS; round++) {
    const answers = await Promise.all(
      [...claimers].map(async (factoryId, n) => {
        const deps = instances[n % INSTANCES]!;
        const claim = { productId: PRODUCT, factoryId, claimId: `r${round}`, bootId: 1 };
        return { factoryId, job: stateOf(await claimJob(deps, claim)).job };
      }),
    );
    for (const { factoryId, job } of answers.filter((answer) => answer.job !== null)) {
      claimers.delete(factoryId);
      given.set(job!.id, [...(given.get(job!.id) ?? []), factoryId]);
    }
  }
  expect(given.size).toBe(JOBS);
  expect([...given.values()].filter((holders) => holders.length > 1)).toEqual([]);
  const documents = fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "job");
  for (const job of documents.map((doc) => JobDocument.parse(doc)))
    expect([job.lease?.holderFactoryId]).toEqual(given.get(job.id));
  expect(fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "seat")).toHaveLength(JOBS);
  expect(new Set(fleet.store.all("fleet_runs").map(({ id }) => id)).size).toBe(JOBS);
});

test("[PR3] the desk offers a job to one claim at a time, and again once that one is done with it", () => {
  const desk = createClaimDesk();
  expect(desk.reserve("a")).toBe(true);
  expect(desk.reserve("a")).toBe(false);
  expect(desk.reserve("b")).toBe(true);
  desk.release("a");
  expect(desk.reserve("a")).toBe(true);
});
