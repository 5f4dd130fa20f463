import { expect, test } from "vitest";
import { codeOf, eventually, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const SHA = "a".repeat(40);

test("[JB10] a job lives from its submission to its shipping, and every step stands in its record", async () => {
  const worker = await fleet.worker();
  const { job, replayed, missing } = ok(
    await fleet.admin.submitJob({ body: manifest("Build the table", "key: life", "# Build\n\nAll of it.\n") }),
  );
  expect([job.stage, job.routable, replayed, missing]).toEqual(["queued", true, false, []]);

  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "life-1", bootId: 1 } }));
  expect([claimed?.job.id, claimed?.bodyMd, claimed?.leaseEpoch]).toEqual([job.id, "# Build\n\nAll of it.\n", 1]);
  const at = { params: { jobId: job.id } };
  const { runId = "", leaseEpoch = 0 } = claimed ?? {};

  ok(await worker.client.patchJob({ ...at, body: { opId: "p1", leaseEpoch, stage: "building" } }));
  const checkpoint = { branch: "agf/life", sha: SHA, engine: "shell", sessionRef: null, summary: "half of it" };
  ok(await worker.client.patchJob({ ...at, body: { opId: "p2", leaseEpoch, checkpoint } }));
  ok(await worker.client.renewLease({ ...at, body: { leaseEpoch } }));
  const session = { session: "s1", inputTokens: 10, outputTokens: 5, costUsd: 0.25, source: "reported" as const };
  const usage = { params: { jobId: job.id, runId }, body: { sessions: [session] } };
  expect(ok(await worker.client.reportUsage(usage)).costUsd).toBe(0.25);
  const finished = ok(
    await worker.client.patchJob({
      ...at,
      body: { opId: "p3", leaseEpoch, stage: "review", outcome: anOutcome() },
    }),
  );
  expect([finished.job.stage, finished.job.lease]).toEqual(["review", null]);

  expect(ok(await fleet.admin.actOnJob(act(job.id, "approve"))).job.stage).toBe("testing");
  expect(ok(await fleet.admin.actOnJob(act(job.id, "ship"))).job.stage).toBe("shipped");
  expect(codeOf(await fleet.admin.actOnJob(act(job.id, "cancel")))).toBe("action-not-allowed");

  const { items, lastSeq } = ok(await fleet.admin.listEvents({ ...at, query: {} }));
  expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
  expect(items.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["job.submitted", "job.claimed", "job.finished"]),
  );
  const run = ok(await fleet.admin.listRuns(at)).items;
  expect(run).toMatchObject([{ id: runId, end: "finished", costUsd: 0.25, factoryId: worker.factoryId }]);
  expect(ok(await fleet.admin.getDecision(at)).items).toMatchObject([{ factoryId: worker.factoryId, epoch: 1 }]);
  expect(ok(await fleet.admin.getJob(at)).job.bodyMd).toBe("# Build\n\nAll of it.\n");
});

const anOutcome = () => ({ code: "done", message: "All of it.", sha: SHA, branch: "agf/life", exitCode: 0 });
const act = (jobId: string, action: "approve" | "ship" | "cancel") => ({
  params: { jobId, action },
  body: { opId: action, note: "" },
});
void eventually;
void PRODUCT;
