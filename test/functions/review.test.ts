import { expect, test } from "vitest";
import { codeOf, manifest, ok, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const SHA = "a".repeat(40);
const outcome = { code: "done", message: "", sha: SHA, branch: "b", exitCode: 0 };

test("[RV3] an administrator who is alone may approve, and from the second person on it takes that person", async () => {
  const worker = await fleet.worker();
  const reviewed = async (key: string) => {
    const { job } = ok(await fleet.admin.submitJob({ body: manifest("Mind the gap", `key: ${key}`) }));
    const { claimed } = ok(await worker.client.claimJob({ body: { claimId: key, bootId: 1 } }));
    const at = { params: { jobId: job.id } };
    const leaseEpoch = claimed?.leaseEpoch ?? 0;
    ok(await worker.client.patchJob({ ...at, body: { opId: `${key}-1`, leaseEpoch, stage: "building" } }));
    ok(await worker.client.requestReview({ ...at, body: { opId: `${key}-2`, leaseEpoch, outcome } }));
    return at;
  };
  const approve = { opId: "a1", verdict: "approve", sha: SHA } as const;

  const first = await reviewed("alone");
  expect(ok(await fleet.admin.reviewJob({ ...first, body: approve })).job.stage).toBe("testing");

  const operator = fleet.client(await fleet.token("operator", ["demo"]));
  const second = await reviewed("together");
  expect(codeOf(await fleet.admin.reviewJob({ ...second, body: approve }))).toBe("own-work");
  expect(codeOf(await worker.client.reviewJob({ ...second, body: approve }))).toBe("forbidden");
  const other = { ...approve, sha: "b".repeat(40) };
  expect(codeOf(await operator.reviewJob({ ...second, body: other }))).toBe("review-outdated");
  const asked = { opId: "c1", verdict: "request_changes", note: "Name the table." } as const;
  const { job } = ok(await operator.reviewJob({ ...second, body: asked }));
  expect([job.stage, job.changeRequest?.by, job.changeRequest?.note]).toEqual([
    "queued",
    "a-operator",
    "Name the table.",
  ]);
});

test("[DG7] a tree of jobs is given children and read in one request", async () => {
  const composite = manifest("All of it", "kind: composite\nchildren: 2\nkey: tree");
  const { job } = ok(await fleet.admin.submitJob({ body: composite }));
  const at = { params: { jobId: job.id } };
  const children = ["One", "Two"].map((title) => ({ manifest: { title }, bodyMd: "Do it." }));
  expect(ok(await fleet.admin.submitChildren({ ...at, body: { key: "fan", children } })).items).toHaveLength(2);
  const { nodes, truncated } = ok(await fleet.admin.getDag(at));
  expect(nodes.map(({ title, depth }) => [title, depth])).toEqual([
    ["All of it", 0],
    ["One", 1],
    ["Two", 1],
  ]);
  expect(truncated).toBe(false);
  expect(ok(await fleet.admin.redriveJobs({ body: { opId: "r1" } })).items).toEqual([]);
});
