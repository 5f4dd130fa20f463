import { beforeEach, expect, test } from "vitest";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { JOBS } from "#application/ports/collections.ts";
import { sweepBlocked } from "#application/reaper/sweep-blocked.ts";
import { project } from "#application/relay/project.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { aJob } from "../../support/a-job.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { jobIdOf, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

type Fields = Parameters<typeof aManifest>[0];
let fleet: MemoryFleet;
let deaf: Deps;
beforeEach(() => {
  fleet = createMemoryFleet();
  deaf = fleet.with({ relay: { news: async () => {} } });
});
const request = (fields: Fields) => ({
  productId: PRODUCT,
  manifest: aManifest(fields),
  bodyMd: "",
  submittedBy: "ada",
  strict: false,
});
const submit = async (fields: Fields, deps = fleet.deps) => stateOf(await submitJob(deps, request(fields))).job;
const act = async (jobId: string, action: "ship" | "cancel", deps = fleet.deps) =>
  stateOf(await actOnJob(deps, { productId: PRODUCT, jobId, action, opId: action, by: "ada", note: "" }));
const jobNow = async (id: string) => (await fleet.store.read(JOBS, PRODUCT, id))!.value;
const inTesting = (number: number) => fleet.put("fleet_jobs", PRODUCT, aJob({ id: jobIdOf(number), stage: "testing" }));
const records = () =>
  fleet.store.all("fleet_jobs").flatMap((doc) => {
    const parsed = OperationRecord.safeParse(doc);
    return parsed.success ? [parsed.data] : [];
  });

test("[DG1] the last of several dependencies to ship unblocks the job", async () => {
  await inTesting(1);
  await inTesting(2);
  const job = await submit({ deps: [jobIdOf(1), jobIdOf(2)] });
  await act(jobIdOf(1), "ship");
  expect((await jobNow(job.id)).stage).toBe("blocked");
  await act(jobIdOf(2), "ship");
  expect((await jobNow(job.id)).stage).toBe("queued");
});

test("[DG1] both dependencies that ship in the same instant unblock the job once", async () => {
  await inTesting(1);
  await inTesting(2);
  const job = await submit({ deps: [jobIdOf(1), jobIdOf(2)] });
  await Promise.all([act(jobIdOf(1), "ship"), act(jobIdOf(2), "ship")]);
  expect(await jobNow(job.id)).toMatchObject({ stage: "queued", rev: 2 });
});

test("[DG1] a dependency that ships while the job is being submitted does not leave it blocked", async () => {
  await inTesting(1);
  let shipped = false;
  const racing = fleet.with({
    store: {
      ...fleet.store,
      commit: async (container, partition, writes) => {
        if (!shipped) {
          shipped = true;
          await act(jobIdOf(1), "ship");
        }
        return fleet.store.commit(container, partition, writes);
      },
    },
  });
  const job = await submit({ deps: [jobIdOf(1)] }, racing);
  expect((await jobNow(job.id)).stage).toBe("queued");
});

test("[DG3] news that was lost is made good by the change feed, and by the reaper without it", async () => {
  await inTesting(1);
  const first = await submit({ deps: [jobIdOf(1)] }, deaf);
  await act(jobIdOf(1), "ship", deaf);
  expect((await jobNow(first.id)).stage).toBe("blocked");
  await project(fleet.deps, records());
  expect((await jobNow(first.id)).stage).toBe("queued");

  await inTesting(2);
  const second = await submit({ deps: [jobIdOf(2)] }, deaf);
  await act(jobIdOf(2), "ship", deaf);
  expect(await sweepBlocked(fleet.deps)).toBe(1);
  expect((await jobNow(second.id)).stage).toBe("queued");
});

test("[DG1] a dependency that is cancelled fails those that asked for it, and those in turn fail theirs", async () => {
  await inTesting(1);
  const middle = await submit({ deps: [jobIdOf(1)], onDepFailure: "fail" });
  const last = await submit({ deps: [middle.id], onDepFailure: "fail" });
  const patient = await submit({ deps: [middle.id] });
  await act(jobIdOf(1), "cancel");
  expect((await jobNow(middle.id)).stage).toBe("failed");
  expect((await jobNow(last.id)).outcome?.code).toBe("dependency_failed");
  expect((await jobNow(patient.id)).stage).toBe("blocked");
});

test("[DG2] a composite waits for the children that it announced and joins the queue when all have shipped", async () => {
  const parent = await submit({ key: "p", kind: "composite", children: 2 });
  expect(parent.stage).toBe("blocked");
  const first = await submit({ parent: "p" });
  const second = await submit({ parent: parent.id });
  expect(second.parentId).toBe(parent.id);
  expect(await jobNow(parent.id)).toMatchObject({ stage: "blocked", deps: [first.id, second.id], rev: 3 });
  await act(first.id, "cancel");
  await act(second.id, "cancel");
  expect((await jobNow(parent.id)).stage).toBe("blocked");
});

test("[DG2] children that are submitted at the same time all join their parent", async () => {
  const parent = await submit({ key: "p", kind: "composite", children: 6, onDepFailure: "ignore" });
  const children = await Promise.all(Array.from({ length: 6 }, () => submit({ parent: "p" })));
  const { deps } = await jobNow(parent.id);
  expect(deps.toSorted()).toEqual(children.map(({ id }) => id).toSorted());
  for (const { id } of children) await act(id, "cancel");
  expect((await jobNow(parent.id)).stage).toBe("queued");
});

test("[DG2] a parent that takes no children refuses them, and nothing of the child is left", async () => {
  await submit({ key: "task" });
  const before = fleet.store.all("fleet_jobs").length;
  expect(problemOf(await submitJob(fleet.deps, request({ parent: "task" })))).toMatchObject({
    code: "parent-not-open",
  });
  expect(fleet.store.all("fleet_jobs")).toHaveLength(before);
});

test("[DG4] a child that waits for its own parent, itself or through others, is refused", async () => {
  const parent = await submit({ key: "p", kind: "composite", children: 3 });
  const outside = await submit({ deps: ["p"] });
  const further = await submit({ deps: [outside.id] });
  const reason = "It would wait for a child that waits for it.";
  for (const ref of [parent.id, "p", outside.id, further.id])
    expect(problemOf(await submitJob(fleet.deps, request({ parent: "p", deps: [ref] })))).toMatchObject({
      code: "parent-not-open",
      reason,
    });
  const first = await submit({ parent: "p" });
  expect((await submit({ parent: "p", deps: [first.id] })).stage).toBe("blocked");
});

test("[DG4] a circle through a parent's own parent is refused as well", async () => {
  await submit({ key: "grandparent", kind: "composite", children: 1 });
  await submit({ key: "p", kind: "composite", children: 1, parent: "grandparent" });
  expect(problemOf(await submitJob(fleet.deps, request({ parent: "p", deps: ["grandparent"] })))).toMatchObject({
    code: "parent-not-open",
  });
});

test("[DG4] a chain that is too long to be followed is taken for a circle", async () => {
  const chain = Array.from({ length: 60 }, (_, n) =>
    aJob({ id: jobIdOf(n + 1), stage: "blocked", deps: n === 0 ? [jobIdOf(99)] : [jobIdOf(n)], depsExpected: 1 }),
  );
  await fleet.put("fleet_jobs", PRODUCT, ...chain);
  await submit({ key: "p", kind: "composite", children: 2 });
  const child = (dep: number) => submitJob(fleet.deps, request({ parent: "p", deps: [jobIdOf(dep)] }));
  expect((await child(30)).ok).toBe(true);
  expect((await child(60)).ok).toBe(false);
});

test("[DG1] a job with as many dependencies as are allowed sees every one of them, page by page", async () => {
  const ids = Array.from({ length: 50 }, (_, n) => jobIdOf(n + 1));
  await fleet.put("fleet_jobs", PRODUCT, ...ids.map((id) => aJob({ id, stage: "shipped" })));
  const paged = fleet.with({
    store: { ...fleet.store, query: (collection, query) => fleet.store.query(collection, { ...query, limit: 7 }) },
  });
  expect((await submit({ deps: ids, onDepFailure: "fail" }, paged)).stage).toBe("queued");
});
