import { beforeEach, expect, test } from "vitest";
import { getDag } from "#application/dag/get-dag.ts";
import { submitChildren } from "#application/dag/submit-children.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { DEPTH_MAX } from "#domain/dag/depth.ts";
import { aJob } from "../../support/a-job.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const composite = (number: number, given: Parameters<typeof aJob>[0] = {}) =>
  aJob({ id: jobIdOf(number), jobKind: "composite", stage: "blocked", depsExpected: 2, ...given });
const child = (more: Parameters<typeof aManifest>[0] = {}) => ({ manifest: aManifest(more), bodyMd: "Do it." });
const childrenOf = (jobId: string, ...children: readonly ReturnType<typeof child>[]) =>
  submitChildren(fleet.deps, { productId: PRODUCT, jobId, key: "k", children, by: "ada" });
const dagOf = (jobId: string) => getDag(fleet.deps, { productId: PRODUCT, jobId });

test("[DG6] children join their parent, none above its priority, and the same request gives the same children", async () => {
  await fleet.put("fleet_jobs", PRODUCT, composite(1, { priority: "normal" }));
  const wanted = [child({ priority: "critical" }), child({ priority: "low", deps: ["k.1"] })];
  const jobs = stateOf(await childrenOf(jobIdOf(1), ...wanted));
  expect(jobs).toMatchObject([
    { parentId: jobIdOf(1), key: "k.1", priority: "normal", stage: "queued" },
    { parentId: jobIdOf(1), key: "k.2", priority: "low", stage: "blocked", deps: [jobs[0]?.id] },
  ]);
  const again = stateOf(await childrenOf(jobIdOf(1), ...wanted));
  expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  expect(stateOf(await dagOf(jobIdOf(1))).entries[0]?.job.deps).toEqual(jobs.map(({ id }) => id));
});

test("[DG6] a parent that is not there, or takes none, or a dependency that is not there, is refused", async () => {
  await fleet.put("fleet_jobs", PRODUCT, aJob(), composite(2));
  expect(problemOf(await childrenOf(jobIdOf(9), child())).code).toBe("job-not-found");
  expect(problemOf(await childrenOf(jobIdOf(1), child())).code).toBe("parent-not-open");
  expect(problemOf(await childrenOf(jobIdOf(2), child({ deps: ["nobody"] })))).toEqual({
    code: "unknown-dependency",
    ref: "nobody",
  });
  expect(problemOf(await childrenOf(jobIdOf(2), child({ deps: [jobIdOf(2)] }))).code).toBe("parent-not-open");
});

test("[DG6] a tree grows no deeper than its limit", async () => {
  const tower = Array.from({ length: DEPTH_MAX + 1 }, (_, level) =>
    composite(level + 1, { parentId: level === 0 ? null : jobIdOf(level) }),
  );
  await fleet.put("fleet_jobs", PRODUCT, ...tower);
  const under = (level: number) =>
    submitJob(fleet.deps, {
      productId: PRODUCT,
      manifest: aManifest({ parent: jobIdOf(level) }),
      bodyMd: "",
      submittedBy: "ada",
      strict: false,
    });
  expect(problemOf(await under(DEPTH_MAX + 1))).toMatchObject({
    code: "parent-not-open",
    reason: `It is ${DEPTH_MAX} levels deep already.`,
  });
  expect(stateOf(await under(DEPTH_MAX)).job.parentId).toBe(jobIdOf(DEPTH_MAX));
});

test("[DG7] the tree is given level by level, the oldest first", async () => {
  await fleet.put(
    "fleet_jobs",
    PRODUCT,
    composite(1),
    composite(2, { parentId: jobIdOf(1), submittedAtMs: NOW_MS + 2 }),
    aJob({ id: jobIdOf(3), parentId: jobIdOf(1), submittedAtMs: NOW_MS + 1 }),
    aJob({ id: jobIdOf(5), parentId: jobIdOf(2) }),
    aJob({ id: jobIdOf(4), parentId: jobIdOf(2) }),
    aJob({ id: jobIdOf(6) }),
  );
  const { entries, truncated } = stateOf(await dagOf(jobIdOf(1)));
  expect(entries.map(({ job, depth }) => [job.id, depth])).toEqual([
    [jobIdOf(1), 0],
    [jobIdOf(3), 1],
    [jobIdOf(2), 1],
    [jobIdOf(4), 2],
    [jobIdOf(5), 2],
  ]);
  expect(truncated).toBe(false);
  expect(problemOf(await dagOf(jobIdOf(9))).code).toBe("job-not-found");
});

test("[DG7] a tree that is too large is cut at two hundred jobs, and says so", async () => {
  await fleet.put("fleet_jobs", PRODUCT, composite(1));
  const leaves = Array.from({ length: 200 }, (_, index) => aJob({ id: jobIdOf(index + 2), parentId: jobIdOf(1) }));
  for (let at = 0; at < leaves.length; at += 50) await fleet.put("fleet_jobs", PRODUCT, ...leaves.slice(at, at + 50));
  const { entries, truncated } = stateOf(await dagOf(jobIdOf(1)));
  expect([entries.length, truncated]).toEqual([200, true]);
});
