import { expect, test } from "vitest";
import { JobDocument } from "#contract/documents/job-document.ts";
import { newJob, type Submit } from "#domain/job/submit.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";

const submit = (given: Partial<Submit> = {}): Submit => ({
  jobId: jobIdOf(1),
  productId: PRODUCT,
  manifest: aManifest(),
  profile: null,
  bodySha256: "b".repeat(64),
  submittedBy: "ada",
  deps: [],
  parentId: null,
  routable: true,
  ready: true,
  ...given,
});

test("[SU4] a new job is what its manifest says, and a document that the store takes", () => {
  const repo = { url: "https://example.org/r.git", branch: "main" };
  const job = newJob(
    submit({
      manifest: aManifest({
        key: "format-1",
        persona: "build-engineer",
        engine: "claude",
        capabilities: ["os:linux", "engine:claude", "has:docker"],
        priority: "high",
        repo: { url: repo.url },
        budget: { usd: 2.5, wallMinutes: 30 },
        attempts: 5,
        reviewers: 2,
        labels: ["x"],
      }),
      deps: [jobIdOf(2)],
      parentId: jobIdOf(3),
    }),
    NOW_MS,
  );
  expect(JobDocument.parse(job)).toEqual(job);
  expect(job).toMatchObject({
    key: "format-1",
    requires: ["engine:claude", "has:docker", "os:linux"],
    priority: "high",
    priorityRank: 1,
    repo,
    budgetMicroUsd: 2_500_000,
    wallMaxMs: 1_800_000,
    reviewersNeeded: 2,
    attemptsMax: 5,
    deps: [jobIdOf(2)],
    depsExpected: 1,
    parentId: jobIdOf(3),
    stage: "queued",
    rev: 1,
    leaseEpoch: 0,
    lease: null,
    submittedAtMs: NOW_MS,
    queuedAtMs: NOW_MS,
    notBeforeMs: NOW_MS,
  });
});

test("[SU4] what a manifest leaves out is absent and not zero", () => {
  expect(newJob(submit(), NOW_MS)).toMatchObject({ key: null, repo: null, budgetMicroUsd: null, parentId: null });
});

test("[SU4] a job that waits for another one is blocked", () => {
  expect(newJob(submit({ ready: false }), NOW_MS).stage).toBe("blocked");
});

test("[DG2] a composite expects its children beside its dependencies; a task expects none", () => {
  const composite = aManifest({ kind: "composite", children: 3 });
  expect(newJob(submit({ manifest: composite, deps: [jobIdOf(2)] }), NOW_MS).depsExpected).toBe(4);
  expect(newJob(submit({ manifest: aManifest({ kind: "composite" }) }), NOW_MS).depsExpected).toBe(0);
  expect(newJob(submit({ manifest: aManifest({ children: 3 }) }), NOW_MS).depsExpected).toBe(0);
});
