import { expect, test } from "vitest";
import { cadenceOf } from "#application/cadence.ts";
import { decisionView } from "#application/views/decision-view.ts";
import { eventView } from "#application/views/event-view.ts";
import { factoryView } from "#application/views/factory-view.ts";
import { jobView } from "#application/views/job-view.ts";
import { runView } from "#application/views/run-view.ts";
import { Cadence, Factory } from "#contract/factory.ts";
import { FleetEvent } from "#contract/fleet-event.ts";
import { Job } from "#contract/job.ts";
import { Run } from "#contract/run.ts";
import { toTimestamp } from "#contract/time.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aShortLife } from "../../support/a-record.ts";
import { aRun, aUsage } from "../../support/a-run.ts";
import { factoryIdOf, jobIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const CHECKPOINT = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "s", epoch: 1, atMs: NOW_MS };

test("[CT10] a job crosses the wire in its form, with money in dollars, time in text and the bare names of its people", () => {
  const job = jobView(
    aHeldJob({
      budgetMicroUsd: 2_500_000,
      checkpoint: CHECKPOINT,
      endedAtMs: NOW_MS + 1,
      notBeforeMs: NOW_MS + 5_000,
      hold: { by: "ada", note: "wait", atMs: NOW_MS },
      approvals: [{ by: "bob", sha: null, epoch: 1, atMs: NOW_MS }],
    }),
  );
  expect(Job.parse(JSON.parse(JSON.stringify(job)))).toEqual(job);
  expect(job).toMatchObject({
    budgetUsd: 2.5,
    wallMinutes: 60,
    held: true,
    holdNote: "wait",
    approvals: 1,
    notBefore: toTimestamp(NOW_MS + 5_000),
    endedAt: toTimestamp(NOW_MS + 1),
    lease: { epoch: 1, expiresAt: toTimestamp(NOW_MS + 60_000) },
    checkpoint: { sha: SHA, at: toTimestamp(NOW_MS) },
  });
});

test("[CT10] what a job does not have is null on the wire", () => {
  const job = jobView(aJob());
  expect(Job.parse(job)).toEqual(job);
  expect(job).toMatchObject({
    budgetUsd: null,
    held: false,
    holdNote: null,
    notBefore: null,
    endedAt: null,
    lease: null,
    checkpoint: null,
  });
});

test("[CT10] a lease on the wire tells neither the claim nor the boot that it came from", () => {
  expect(Object.keys(jobView(aHeldJob()).lease ?? {}).toSorted()).toEqual([
    "acquiredAt",
    "epoch",
    "expiresAt",
    "holderFactoryId",
    "runId",
    "seat",
  ]);
});

test("[CT10] an unknown cost of a session stays unknown on the wire", () => {
  const usage = [aUsage(), aUsage({ session: "s2", costMicroUsd: 1_500_000 })];
  const run = runView(aRun({ usage, costMicroUsd: 1_500_000, endedAtMs: NOW_MS, end: "finished" }));
  expect(Run.parse(run)).toEqual(run);
  expect(run).toMatchObject({ costUsd: 1.5, endedAt: toTimestamp(NOW_MS) });
  expect(run.sessions.map(({ costUsd }) => costUsd)).toEqual([null, 1.5]);
  expect(runView(aRun()).endedAt).toBeNull();
});

test("[CT10] every event of a job's life crosses the wire with its facts beside its kind", () => {
  const views = aShortLife().records.flatMap(({ events }) => events.map(eventView));
  expect(views.map((view) => FleetEvent.parse(view))).toEqual(views);
  expect(views.map(({ type }) => type)).toEqual(["job.submitted", "job.claimed", "job.started", "job.finished"]);
  expect(views[0]?.data).toEqual({ title: "x" });
});

test("[CT10] a factory crosses the wire with what can be said of it only now", () => {
  const view = factoryView(aFactoryDocument(), { seatsUsed: 2, nowMs: NOW_MS });
  expect(Factory.parse(view)).toEqual(view);
  expect(view).toMatchObject({ seatsUsed: 2, stale: false, lastHeartbeatAt: toTimestamp(NOW_MS) });
  const silent = factoryView(aFactoryDocument({ lastHeartbeatAtMs: null }), { seatsUsed: 0, nowMs: NOW_MS });
  expect(silent).toMatchObject({ stale: true, lastHeartbeatAt: null });
});

test("[CT10] a decision crosses the wire as it was made", () => {
  const facts = { factoryId: factoryIdOf(1), epoch: 2, policy: "p", score: 1.5, terms: { load: 1 }, considered: 3 };
  const view = decisionView({ id: "2", productId: "demo", jobId: jobIdOf(1), atMs: NOW_MS, dropped: {}, ...facts });
  expect(view).toEqual({ ...facts, at: toTimestamp(NOW_MS), dropped: {} });
});

test("[CT11] the cadence leaves room for several beats before a factory is stale, and several renewals in a lease", () => {
  for (const leaseTtlMs of [1_000, 10_000, 60_000, 600_000]) {
    const cadence = Cadence.parse(cadenceOf({ leaseTtlMs }));
    expect(cadence.heartbeatSec * 3).toBeLessThanOrEqual(90);
    expect(cadence.renewSec * 3).toBeLessThanOrEqual(cadence.leaseTtlSec);
    expect(cadence.leaseTtlSec).toBe(leaseTtlMs / 1_000);
  }
});
