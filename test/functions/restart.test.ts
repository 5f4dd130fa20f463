import { expect, test } from "vitest";
import { codeOf, eventually, manifest, ok, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[LH40] a fleet that was closed and started again on its data goes on where it was, and tells nothing twice", async () => {
  const worker = await fleet.worker();
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Long", "key: long", "Long body.\n") }));
  const { job: waiting } = ok(
    await fleet.admin.submitJob({ body: manifest("Waiting", "priority: low\ndeps: [long]") }),
  );
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "c", bootId: 1 } }));
  expect([claimed?.job.id, waiting.stage]).toEqual([job.id, "blocked"]);
  const leaseEpoch = claimed!.leaseEpoch;
  ok(await worker.client.patchJob({ params: { jobId: job.id }, body: { opId: "go", leaseEpoch, stage: "building" } }));
  const usage = {
    params: { jobId: job.id, runId: claimed!.runId },
    body: { sessions: [{ session: "s", inputTokens: 1, outputTokens: 1, costUsd: 2, source: "reported" as const }] },
  };
  ok(await worker.client.reportUsage(usage));
  await eventually(async () => (await fleet.picture(["fleet_budgets"])).includes("2000000"));
  await fleet.idle();
  const before = await fleet.picture();
  const { adminToken } = fleet;

  for (let round = 0; round < 2; round++) {
    await fleet.restart();
    await fleet.idle();
    expect(await fleet.picture()).toBe(before);
  }
  expect(fleet.adminToken).toBe(adminToken);

  // The worker goes on with what it has: its token, its claim, its lease and its ids.
  const client = fleet.client(worker.token);
  expect(ok(await client.claimJob({ body: { claimId: "c", bootId: 1 } })).claimed?.job.id).toBe(job.id);
  ok(await client.patchJob({ params: { jobId: job.id }, body: { opId: "go", leaseEpoch, stage: "building" } }));
  ok(await client.reportUsage(usage));
  await fleet.idle();
  expect(await fleet.picture()).toBe(before);
  const outcome = { code: "done", message: "", sha: null, branch: null, exitCode: 0 };
  ok(
    await client.patchJob({
      params: { jobId: job.id },
      body: { opId: "end", leaseEpoch, stage: "review", outcome },
    }),
  );
  const act = (action: "approve" | "ship") =>
    fleet.admin.actOnJob({ params: { jobId: job.id, action }, body: { opId: action, note: "" } });
  ok(await act("approve"));
  ok(await act("ship"));
  // The feeds go on from where they were: what waited for the job is told of it.
  await eventually(async () => ok(await fleet.admin.getJob({ params: { jobId: waiting.id } })).job.stage === "queued");
  expect(codeOf(await act("ship"))).toBe("ok");
  const { items } = ok(await fleet.admin.listEvents({ params: { jobId: job.id }, query: {} }));
  expect(items.map(({ type }) => type)).toEqual([
    "job.submitted",
    "job.claimed",
    "job.started",
    "job.finished",
    "job.approved",
    "job.shipped",
  ]);
});
