import { beforeEach, expect, test } from "vitest";
import { foreseeJob, submitJob, type SubmitJob } from "#application/jobs/submit-job.ts";
import { routabilityMatrix } from "#application/routability.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { createBrokenStore } from "../../support/broken-store.ts";
import { PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const request = (fields: Parameters<typeof aManifest>[0] = {}, bodyMd = "# Do it\n"): SubmitJob => ({
  productId: PRODUCT,
  manifest: aManifest(fields),
  bodyMd,
  submittedBy: "ada",
  strict: false,
});

/** A store that counts what it is told to write. */
function recording() {
  const writes: string[] = [];
  const store = createBrokenStore(fleet.store, ({ kind, what }) => {
    if (kind === "commit" || kind === "touch") writes.push(what);
    return "done";
  });
  return { writes, deps: fleet.with({ store }) };
}

test("[SB1] a dry run decides as the submission would, and writes no document and steps no version", async () => {
  const { writes, deps } = recording();
  stateOf(await submitJob(fleet.deps, request({ key: "p", kind: "composite", children: 1 })));
  const before = JSON.stringify(fleet.store.all("fleet_jobs"));
  const signals = fleet.signals.length;
  const foreseen = stateOf(await foreseeJob(deps, request({ key: "k", parent: "p", capabilities: ["os:linus"] })));
  expect(foreseen).toMatchObject({ replayed: false, job: { stage: "queued", routable: false } });
  expect(foreseen.missing.map(({ capability }) => capability)).toContain("os:linus");
  expect(foreseen.writes.map(({ kind }) => kind)).toContain("replace");
  expect(problemOf(await foreseeJob(deps, request({ deps: ["none"] })))).toMatchObject({ code: "unknown-dependency" });
  expect([writes, fleet.signals.length, fleet.published]).toEqual([[], signals, expect.any(Array)]);
  expect(JSON.stringify(fleet.store.all("fleet_jobs"))).toBe(before);
});

test("[SB1] what was foreseen is what a submission then writes", async () => {
  const foreseen = stateOf(await foreseeJob(fleet.deps, request({ key: "k" })));
  const written: string[] = [];
  fleet.store.onWrite(({ container, after }) => {
    if (container === "fleet_jobs" && typeof after?.["kind"] === "string") written.push(after["kind"]);
  });
  const { job } = stateOf(await submitJob(fleet.deps, request({ key: "k" })));
  const { id: _, ...rest } = foreseen.job;
  expect(job).toMatchObject(rest);
  expect(written).toHaveLength(foreseen.writes.length);
});

test("[SB2] a dry run of a key that is taken says so: the job that is there, or the refusal", async () => {
  const { job } = stateOf(await submitJob(fleet.deps, request({ key: "k" })));
  expect(stateOf(await foreseeJob(fleet.deps, request({ key: "k" })))).toMatchObject({
    replayed: true,
    job: { id: job.id },
    writes: [],
  });
  expect(problemOf(await foreseeJob(fleet.deps, request({ key: "k" }, "Other.\n")))).toEqual({
    code: "idempotency-key-reused",
    key: "k",
  });
  expect(problemOf(await foreseeJob(fleet.deps, request({ parent: job.id })))).toMatchObject({
    code: "parent-not-open",
  });
});

test("[SB2] the matrix names what each factory lacks, and whether it is alive", async () => {
  await fleet.put("fleet_factories", PRODUCT, aFactoryDocument({ capabilities: ["engine:shell"] }));
  const matrix = () => routabilityMatrix(fleet.deps, PRODUCT, ["engine:shell", "os:linux"]);
  expect(await matrix()).toMatchObject([{ live: true, missing: ["os:linux"] }]);
  fleet.nowMs += 91_000;
  expect(await matrix()).toMatchObject([{ live: false, missing: ["os:linux"] }]);
});
