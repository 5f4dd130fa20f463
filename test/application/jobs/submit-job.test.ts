import { beforeEach, expect, test } from "vitest";
import { sha256Of } from "../../support/sha256.ts";
import { type BodyDocument, type JobDocument } from "#contract/documents/job-document.ts";
import { submitJob, type SubmitJob } from "#application/jobs/submit-job.ts";
import { BODIES } from "#application/ports/collections.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { createBrokenStore, onceAt } from "../../support/broken-store.ts";
import { PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

type Fields = Parameters<typeof aManifest>[0];
let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const submission = (fields: Fields = {}, given: Partial<SubmitJob> = {}): SubmitJob => ({
  productId: PRODUCT,
  manifest: aManifest(fields),
  bodyMd: "# Do it\n",
  submittedBy: "ada",
  strict: false,
  ...given,
});
const submit = async (fields: Fields = {}, given: Partial<SubmitJob> = {}, deps = fleet.deps) =>
  stateOf(await submitJob(deps, submission(fields, given)));
const refusalOf = async (fields: Fields, given: Partial<SubmitJob> = {}) =>
  problemOf(await submitJob(fleet.deps, submission(fields, given)));
const jobs = () => fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "job");

test("[SU1] the same key and content give the same job, however often and by whomever it is sent", async () => {
  const first = await submit({ key: "k" });
  const again = await submit({ key: "k" });
  expect(first.replayed).toBe(false);
  expect(again).toMatchObject({ replayed: true, job: { id: first.job.id } });
  expect(jobs()).toHaveLength(1);
});

test("[SU1] two hundred requests with one key at the same time give one job", async () => {
  const all = await Promise.all(Array.from({ length: 200 }, () => submit({ key: "k" })));
  expect(new Set(all.map(({ job }) => job.id)).size).toBe(1);
  expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(jobs()).toHaveLength(1);
});

test("[SU1] a key is refused for other content, be it the body or a field", async () => {
  await submit({ key: "k" });
  const refusal = { code: "idempotency-key-reused", key: "k" };
  expect(await refusalOf({ key: "k" }, { bodyMd: "# Do it \n" })).toEqual(refusal);
  expect(await refusalOf({ key: "k", priority: "high" })).toEqual(refusal);
});

test("[SU1] a key belongs to its product", async () => {
  const { job } = await submit({ key: "k" });
  const other = await submit({ key: "k" }, { productId: "another" });
  expect(other.replayed).toBe(false);
  expect(other.job.id).not.toBe(job.id);
});

test("[SU1] without a key every request is a job of its own", async () => {
  await submit();
  await submit();
  expect(jobs()).toHaveLength(2);
});

test("[PR7] whatever one operation of the store suffers, a submission in one request makes one job", async () => {
  // The reads that come before the loop belong to nobody's receipt: the client sends the request again.
  const READS_BEFORE_THE_LOOP = 4;
  for (const fate of ["refused", "lost"] as const)
    for (let at = READS_BEFORE_THE_LOOP + 1; at <= 9; at++) {
      fleet = createMemoryFleet();
      const deps = fleet.with({ store: createBrokenStore(fleet.store, onceAt(at, fate)) });
      await submit({ key: "k" }, {}, deps);
      expect(jobs(), `${fate} at ${at}`).toHaveLength(1);
    }
});

test("[SU5] the body rests beside the job, as it came, and its hash says so", async () => {
  const bodyMd = "\r\n# Ünïcode\r\n\0---\n";
  const { job } = await submit({}, { bodyMd });
  const body: BodyDocument | undefined = (await fleet.store.read(BODIES, PRODUCT, `body:${job.id}`))?.value;
  expect(body?.bodyMd).toBe(bodyMd);
  expect(job.bodySha256).toBe(sha256Of(bodyMd));
});

test("[SU3] a job that no live factory can run is accepted as such, with the nearest that is offered", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument());
  const { job, missing } = await submit({ capabilities: ["os:linus"] });
  expect(job).toMatchObject({ stage: "queued", routable: false });
  expect(missing).toEqual([{ capability: "os:linus", nearest: "os:linux" }]);
  expect(await refusalOf({ capabilities: ["os:linus"] }, { strict: true })).toEqual({ code: "unroutable", missing });
  expect(jobs()).toHaveLength(1);
});

test("[SU3] capabilities that no one factory has together are all missing, and a silent factory offers nothing", async () => {
  await fleet.put(
    "fleet_factories",
    PRODUCT,
    aFactoryDocument({ capabilities: ["engine:shell"] }),
    aFactoryDocument({ id: `fac_${"9".repeat(26)}`, capabilities: ["os:linux"] }),
  );
  const { missing } = await submit({ capabilities: ["os:linux"] });
  expect(missing.map(({ capability }) => capability)).toEqual(["os:linux", "engine:shell"]);
  expect((await submit()).missing).toEqual([]);
  fleet.nowMs += 91_000;
  expect((await submit()).missing).toEqual([{ capability: "engine:shell", nearest: null }]);
});

test("[SU2] dependencies are named by id or by key, and one named twice is one", async () => {
  const first = await submit({ key: "first" });
  const { job } = await submit({ deps: [first.job.id, "first"] });
  expect(job).toMatchObject({ stage: "blocked", deps: [first.job.id], depsExpected: 1 });
});

test("[SU2] a reference to a job that is not there is refused by its name", async () => {
  await submit({ key: "first" });
  expect(await refusalOf({ deps: ["first", "second"] })).toEqual({ code: "unknown-dependency", ref: "second" });
  const foreign: JobDocument = (await submit({}, { productId: "another" })).job;
  expect(await refusalOf({ deps: [foreign.id] })).toEqual({ code: "unknown-dependency", ref: foreign.id });
  expect(await refusalOf({ parent: "nobody" })).toEqual({ code: "unknown-dependency", ref: "nobody" });
});

test("[SU2] as many dependencies as a job may have can stand beside a parent", async () => {
  const deps = await Promise.all(Array.from({ length: 50 }, async () => (await submit()).job.id));
  await submit({ key: "parent", kind: "composite", children: 1 });
  expect((await submit({ deps, parent: "parent" })).job.deps).toEqual(deps);
});
