import { expect, test } from "vitest";
import { RUNS, SPENDS } from "#application/ports/collections.ts";
import { SPEND_ID } from "#contract/documents/product-documents.ts";
import { codeOf, eventually, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const version = async (): Promise<number> => ok(await fleet.admin.getQueueState({})).version;
const spent = async (): Promise<number> =>
  (await fleet.store.read(SPENDS, PRODUCT, SPEND_ID))?.value.spentMicroUsd ?? 0;

test("[PR6] the queue's version steps after whatever makes a job claimable, and stands still otherwise", async () => {
  const worker = await fleet.worker();
  const steps = async (change: () => Promise<unknown>): Promise<void> => {
    await fleet.idle();
    const before = await version();
    await change();
    await eventually(async () => (await version()) > before);
  };
  let jobId = "";
  await steps(async () => {
    jobId = ok(await fleet.admin.submitJob({ body: manifest("First") })).job.id;
  });
  const { claimed, queueVersion } = ok(await worker.client.claimJob({ body: { claimId: "c", bootId: 1 } }));
  expect([claimed?.job.id, queueVersion]).toEqual([jobId, await version()]);
  await steps(() =>
    worker.client.releaseLease({
      params: { jobId },
      body: { opId: "r", leaseEpoch: claimed!.leaseEpoch, note: "" },
    }),
  );
  const act = (action: "hold" | "release") =>
    fleet.admin.actOnJob({ params: { jobId, action }, body: { opId: action, note: "" } });
  await fleet.idle();
  const before = await version();
  ok(await act("hold"));
  ok(await fleet.admin.getJob({ params: { jobId } }));
  await fleet.idle();
  expect(await version()).toBe(before);
  await steps(() => act("release"));
  await steps(() => fleet.worker({ capabilities: ["engine:shell", "os:plan9"] }));
});

test("[PR10] what a run spent is in the product's sum once, however often and late it is told", async () => {
  const worker = await fleet.worker();
  ok(await fleet.admin.submitJob({ body: manifest("Costly", "priority: critical") }));
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "m", bootId: 1 } }));
  const { runId, leaseEpoch, job } = claimed!;
  const report = async (session: string, costUsd: number) =>
    ok(
      await worker.client.reportUsage({
        params: { jobId: job.id, runId },
        body: { sessions: [{ session, inputTokens: 1, outputTokens: 1, costUsd, source: "reported" }] },
      }),
    ).costUsd;
  const before = await spent();
  await Promise.all(Array.from({ length: 10 }, () => report("a", 0.1)));
  await eventually(async () => (await spent()) === before + 100_000);
  expect([await report("a", 0.25), await report("a", 0.1), await report("b", 0.05)]).toEqual([0.25, 0.25, 0.3]);
  await eventually(async () => (await spent()) === before + 300_000);
  const outcome = { code: "done", message: "", sha: null, branch: null, exitCode: 0 };
  ok(
    await worker.client.patchJob({
      params: { jobId: job.id },
      body: { opId: "go", leaseEpoch, stage: "building" },
    }),
  );
  ok(
    await worker.client.patchJob({
      params: { jobId: job.id },
      body: { opId: "end", leaseEpoch, stage: "review", outcome },
    }),
  );
  // A last report that comes after the end of the lease.
  expect(await report("b", 0.06)).toBe(0.31);
  const run = await eventually(async () => {
    const found = await fleet.store.read(RUNS, job.id, runId);
    return found?.value.countedMicroUsd === 310_000 && found.value;
  });
  expect([run.end, run.costMicroUsd, await spent()]).toEqual(["finished", 310_000, before + 310_000]);
  await report("a", 0.25);
  await fleet.idle();
  expect(await spent()).toBe(before + 310_000);
});

test("[PR10] a run that reports more sessions than it may have is refused, and what it reported before still reads", async () => {
  const worker = await fleet.worker();
  ok(await fleet.admin.submitJob({ body: manifest("Talkative", "priority: critical") }));
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "t", bootId: 1 } }));
  const params = { jobId: claimed!.job.id, runId: claimed!.runId };
  const report = (from: number, count: number, costUsd = 1) =>
    worker.client.reportUsage({
      params,
      body: {
        sessions: Array.from({ length: count }, (_, index) => ({
          session: `s${from + index}`,
          inputTokens: 1,
          outputTokens: 1,
          costUsd,
          source: "reported" as const,
        })),
      },
    });
  expect(ok(await report(0, 20)).costUsd).toBe(20);
  expect(codeOf(await report(20, 1))).toBe("invalid-request");
  // The most that can be told at all stays a sum that can be stored, read and added up.
  expect(codeOf(await report(0, 20, 1_000_001))).toBe("invalid-request");
  expect(ok(await report(0, 20, 1_000_000)).costUsd).toBe(20_000_000);
  expect(ok(await fleet.admin.listRuns({ params })).items).toMatchObject([{ costUsd: 20_000_000 }]);
  await eventually(async () => (await spent()) >= 20_000_000 * 1_000_000);
});
