import { createHash } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { createMemoryBlobs, type MemoryBlobs } from "#adapters/memory/memory-blobs.ts";
import { declareArtifact, type DeclareArtifact } from "#application/artifacts/declare-artifact.ts";
import { deleteArtifact, expireArtifacts } from "#application/artifacts/delete-artifact.ts";
import { getArtifact, listArtifacts } from "#application/artifacts/read-artifacts.ts";
import { sealArtifact } from "#application/artifacts/seal-artifact.ts";
import { type Deps } from "#application/deps.ts";
import { ARTIFACTS_PER_JOB_MAX } from "#contract/artifact.ts";
import { ArtifactId, jobIdOfArtifact } from "#contract/id.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { createBrokenStore, dyingAt } from "../../support/broken-store.ts";
import { factoryIdOf, jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

const BYTES = Buffer.from("bytes");
const DAY_MS = 86_400_000;
const digest = (name: string) => createHash(name).update(BYTES).digest("hex");
const job = aHeldJob();
const worker = { factoryId: factoryIdOf(1), leaseEpoch: job.leaseEpoch };
let fleet: MemoryFleet;
let blobs: MemoryBlobs;
let deps: Deps;

beforeEach(async () => {
  fleet = createMemoryFleet();
  blobs = createMemoryBlobs({ nowMs: () => fleet.nowMs });
  deps = fleet.with({ artifacts: { blobs, keepMs: 30 * DAY_MS } });
  await fleet.put("fleet_jobs", PRODUCT, job);
});

const request = (more: Partial<DeclareArtifact> = {}): DeclareArtifact => ({
  productId: PRODUCT,
  jobId: job.id,
  opId: "d1",
  worker,
  name: "logs/build.txt",
  contentType: "text/plain",
  labels: [],
  ...more,
});
const declare = async (more: Partial<DeclareArtifact> = {}) => stateOf(await declareArtifact(deps, request(more)));
const sealOf = (artifactId: string, more: object = {}) => ({
  productId: PRODUCT,
  artifactId,
  opId: "s1",
  worker,
  sizeBytes: BYTES.length,
  sha256: digest("sha256"),
  md5: digest("md5"),
  ...more,
});
async function sealed(opId = "d1"): Promise<string> {
  const { artifact, uploadUrl } = await declare({ opId });
  blobs.request(uploadUrl, { method: "PUT", bytes: BYTES });
  stateOf(await sealArtifact(deps, sealOf(artifact.id, { opId: `s.${opId}` })));
  return artifact.id;
}
const read = (artifactId: string, productId = PRODUCT) => getArtifact(deps, { productId, artifactId });
/** Ends the lease, as an expiry does. */
async function loseLease(): Promise<void> {
  const store = createMemoryFleet();
  await store.put("fleet_jobs", PRODUCT, aJob({ leaseEpoch: job.leaseEpoch + 1, rev: 9 }));
  deps = { ...deps, store: { ...fleet.store, read: readJobsFrom(store) } };
}
const readJobsFrom =
  (other: MemoryFleet): Deps["store"]["read"] =>
  (collection, partition, id, options) =>
    (id.startsWith("job_") ? other.store : fleet.store).read(collection, partition, id, options);

test("[AR1] the id carries the job, so that a read is one point read and no query", async () => {
  const { artifact } = await declare();
  expect(ArtifactId.parse(artifact.id)).toBe(artifact.id);
  expect(jobIdOfArtifact(artifact.id)).toBe(job.id);
  const asked: string[] = [];
  const store = createBrokenStore(fleet.store, ({ kind, what }) => {
    asked.push(`${kind} ${what}`);
    return "done";
  });
  stateOf(await getArtifact({ ...deps, store }, { productId: PRODUCT, artifactId: artifact.id }));
  expect(asked).toEqual([`read fleet_artifacts/${artifact.id}`]);
});

test("[AR2] an artifact that is declared again under its operation is the same, with a URL for its one blob", async () => {
  const [one, two] = [await declare(), await declare()];
  expect(two.artifact).toEqual(one.artifact);
  expect((await declare({ opId: "d2" })).artifact.id).not.toBe(one.artifact.id);
  expect(one.untilMs - fleet.nowMs).toBeLessThanOrEqual(15 * 60_000);
  expect(stateOf(await read(one.artifact.id)).download).toBeNull();
});

test("[AR2] a stranger, an earlier epoch and a job that is not there get no URL", async () => {
  const foreign = request({ worker: { ...worker, factoryId: factoryIdOf(2) } });
  expect(problemOf(await declareArtifact(deps, foreign))).toMatchObject({ code: "fenced" });
  const earlier = request({ worker: { ...worker, leaseEpoch: worker.leaseEpoch + 1 } });
  expect(problemOf(await declareArtifact(deps, earlier))).toMatchObject({ code: "fenced" });
  const nowhere = request({ jobId: jobIdOf(9) });
  expect(problemOf(await declareArtifact(deps, nowhere))).toMatchObject({ code: "job-not-found" });
});

test("[AR2] a job has no more artifacts than it may have", async () => {
  for (let n = 0; n < ARTIFACTS_PER_JOB_MAX; n++) await declare({ opId: `d${n}` });
  expect(problemOf(await declareArtifact(deps, request({ opId: "more" })))).toMatchObject({
    code: "too-many-artifacts",
  });
  expect((await declare({ opId: "d0" })).artifact.state).toBe("open");
});

test("[AR3] a seal is an event of the job, and sealing again is the same", async () => {
  const id = await sealed();
  const again = stateOf(await sealArtifact(deps, sealOf(id)));
  expect(again).toMatchObject({ state: "sealed", sizeBytes: BYTES.length, sha256: digest("sha256") });
  const types = fleet.store.all("fleet_events").map((event) => (event["facts"] as { type: string }).type);
  expect(types).toEqual(["job.artifact_sealed"]);
  expect(problemOf(await sealArtifact(deps, sealOf(id, { sha256: "0".repeat(64) })))).toMatchObject({
    code: "artifact-mismatch",
  });
});

test("[AR3] a holder that lost its job after uploading seals nothing", async () => {
  const { artifact, uploadUrl } = await declare();
  blobs.request(uploadUrl, { method: "PUT", bytes: BYTES });
  await loseLease();
  expect(problemOf(await sealArtifact(deps, sealOf(artifact.id)))).toMatchObject({ code: "fenced" });
  expect(stateOf(await read(artifact.id)).artifact.state).toBe("open");
});

test("[AR3] a seal that dies after any operation of the store is complete when it is sent again", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let at = 1; at <= 12; at++) {
      const { artifact, uploadUrl } = await declare({ opId: `d.${fate}.${at}` });
      blobs.request(uploadUrl, { method: "PUT", bytes: BYTES });
      const store = createBrokenStore(fleet.store, dyingAt(at, fate));
      const dying = fleet.with({ store, artifacts: deps.artifacts });
      const seal = sealOf(artifact.id, { opId: `s.${fate}.${at}` });
      await sealArtifact(dying, seal).catch(() => null);
      expect(stateOf(await sealArtifact(deps, seal)).state, `${fate} at ${at}`).toBe("sealed");
    }
  // One record each; what of them was not projected before the death is the change feed's to project.
  expect(fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "op")).toHaveLength(24);
});

test("[AR4] what rests there is compared with what is said before anything is recorded", async () => {
  const { artifact, uploadUrl } = await declare();
  const refusal = async (more = {}) => problemOf(await sealArtifact(deps, sealOf(artifact.id, more)));
  expect(await refusal()).toMatchObject({ code: "artifact-mismatch", reason: "Nothing was uploaded." });
  blobs.request(uploadUrl, { method: "PUT", bytes: BYTES });
  expect(await refusal({ sizeBytes: 4 })).toMatchObject({ code: "artifact-mismatch" });
  expect(await refusal({ md5: "0".repeat(32) })).toMatchObject({ code: "artifact-mismatch" });
  expect(await refusal({ worker: { ...worker, factoryId: factoryIdOf(2) } })).toMatchObject({
    code: "artifact-not-found",
  });
  expect(fleet.store.all("fleet_events")).toEqual([]);
});

test("[AR5] deleted early, the bytes and the pointer are gone, the news is kept, and it cannot come back", async () => {
  const id = await sealed();
  const { url } = stateOf(await read(id)).download!;
  expect(stateOf(await deleteArtifact(deps, { productId: PRODUCT, artifactId: id, by: "ada" }))).toBe(id);
  expect(blobs.request(url, { method: "GET" }).status).toBe(404);
  for (const again of [await read(id), await deleteArtifact(deps, { productId: PRODUCT, artifactId: id, by: "ada" })])
    expect(problemOf(again)).toEqual({ code: "artifact-not-found", artifactId: id });
  expect(fleet.store.all("fleet_events").map((event) => (event["facts"] as { type: string }).type)).toEqual([
    "job.artifact_sealed",
    "job.artifact_deleted",
  ]);
});

test("[AR5] what was sealed is kept for its days and what was not for one, and then both are gone", async () => {
  const [kept, { artifact: open, uploadUrl }] = [await sealed(), await declare({ opId: "open" })];
  blobs.request(uploadUrl, { method: "PUT", bytes: BYTES });
  fleet.nowMs += DAY_MS;
  expect(await expireArtifacts(deps)).toBe(0);
  fleet.nowMs += 60_000;
  expect(await expireArtifacts(deps)).toBe(1);
  expect(problemOf(await read(open.id))).toMatchObject({ code: "artifact-not-found" });
  fleet.nowMs += 29 * DAY_MS - 60_001;
  expect(await expireArtifacts(deps)).toBe(0);
  fleet.nowMs += 60_001;
  expect(await expireArtifacts(deps)).toBe(1);
  expect(stateOf(await listArtifacts(deps, { productId: PRODUCT, jobId: job.id }))).toEqual([]);
  expect(await blobs.factsOf(`${PRODUCT}/${job.id}/${kept}`)).toBeNull();
});

test("[AR6] a name or a label that looks like a credential is refused, and the refusal does not repeat it", async () => {
  const canary = ["ghp", "x".repeat(36)].join("_");
  const byName = problemOf(await declareArtifact(deps, request({ name: canary })));
  expect(byName).toEqual({ code: "looks-like-secret", pointer: "/body/name" });
  const byLabel = problemOf(await declareArtifact(deps, request({ labels: ["fine", `token=${canary}`] })));
  expect(byLabel).toEqual({ code: "looks-like-secret", pointer: "/body/labels/1" });
  expect(fleet.store.all("fleet_artifacts")).toEqual([]);
});

test("[AR7] another product's artifact looks like one that does not exist", async () => {
  const id = await sealed();
  expect(problemOf(await read(id, "another"))).toEqual({ code: "artifact-not-found", artifactId: id });
  expect(stateOf(await read(id)).download?.untilMs).toBeLessThanOrEqual(fleet.nowMs + 15 * 60_000);
});
