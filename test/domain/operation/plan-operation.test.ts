import { expect, test } from "vitest";
import { type EventFacts } from "#contract/event.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { decideGrant } from "#domain/lease/grant.ts";
import { decideRelease } from "#domain/lease/release.ts";
import { type OperationInput, planOperation } from "#domain/operation/plan-operation.ts";
import { aHeldJob, aJob, stored } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { accepted } from "../../support/decisions.ts";
import { factoryIdOf, jobIdOf, NOW_MS } from "../../support/ids.ts";

const HELD: EventFacts = { type: "job.held", note: "" };
const plan = (before: JobDocument | null, next: JobDocument, given: Partial<OperationInput> = {}) =>
  planOperation({
    recordId: "op:x",
    before: before === null ? null : stored(before),
    next,
    facts: [HELD],
    actor: { kind: "operator", id: "ada" },
    nowMs: NOW_MS,
    ...given,
  });

test("[PR2] the record comes first in the batch and the job under the version that was read second", () => {
  const before = aJob({ rev: 4 });
  const { job, record, writes } = plan(before, { ...before, hold: { by: "ada", note: "", atMs: NOW_MS } });
  expect(writes).toEqual([
    { kind: "create", doc: record },
    { kind: "replace", doc: job, expected: "v1" },
  ]);
  expect(OperationRecord.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    id: "op:x",
    kind: "op",
    jobId: jobIdOf(1),
    atMs: NOW_MS,
    wakes: false,
    decision: null,
  });
});

test("[PR2] a job that is new is created, and its first event is number 1", () => {
  const { job, record, writes } = plan(null, aJob());
  expect(writes.map(({ kind }) => kind)).toEqual(["create", "create"]);
  expect(job.rev).toBe(1);
  expect(record.events.map(({ seq, id }) => [seq, id])).toEqual([[1, "1"]]);
  expect(record.wakes).toBe(true);
});

test("[EV1] the events of a record follow the last one of the job and each other, and say who and where", () => {
  const before = aJob({ rev: 7, leaseEpoch: 2 });
  const { job, record } = plan(before, { ...before, stage: "failed" }, { facts: [HELD, HELD, HELD] });
  expect(job.rev).toBe(10);
  expect(record.events.map(({ seq }) => seq)).toEqual([8, 9, 10]);
  expect(record.events[0]).toEqual({
    id: "8",
    productId: "demo",
    jobId: jobIdOf(1),
    seq: 8,
    atMs: NOW_MS,
    actor: { kind: "operator", id: "ada" },
    stage: "failed",
    epoch: 2,
    facts: HELD,
  });
});

test("[PR5] a grant takes its seat in its own batch, and the end of the lease gives it back in its own", () => {
  const grant = { factoryId: factoryIdOf(2), claimId: "c", bootId: 3, seat: 4, leaseTtlMs: 60_000 };
  const granted = plan(aJob(), accepted(decideGrant(aJob(), grant, NOW_MS)).next);
  expect(granted.writes[2]).toEqual({
    kind: "create",
    doc: {
      id: `seat:${factoryIdOf(2)}:4`,
      kind: "seat",
      productId: "demo",
      factoryId: factoryIdOf(2),
      seat: 4,
      jobId: jobIdOf(1),
      epoch: 1,
      bootId: 3,
      claimId: "c",
    },
  });
  expect(granted.record).toMatchObject({ lease: granted.job.lease, endedLease: null, wakes: false });
  const worker = { factoryId: factoryIdOf(2), leaseEpoch: 1 };
  const ended = plan(granted.job, accepted(decideRelease(granted.job, { worker, note: "" }, NOW_MS)).next);
  expect(ended.writes[2]).toEqual({ kind: "delete", id: `seat:${factoryIdOf(2)}:4` });
  expect(ended.writes).toHaveLength(3);
  expect(ended.record).toMatchObject({ lease: null, endedLease: granted.job.lease, wakes: true });
});

test("[PR6] what makes a job claimable or frees a seat wakes the fleet, and nothing else does", () => {
  const hold = { by: "ada", note: "", atMs: NOW_MS };
  expect(plan(aJob({ stage: "blocked" }), aJob()).record.wakes).toBe(true);
  expect(plan(aJob({ hold }), aJob()).record.wakes).toBe(true);
  expect(plan(aJob(), aJob({ hold })).record.wakes).toBe(false);
  expect(plan(aJob(), aJob()).record.wakes).toBe(false);
  expect(plan(aHeldJob(), aHeldJob()).record.wakes).toBe(false);
  expect(plan(null, aJob({ stage: "blocked" })).record.wakes).toBe(false);
  expect(plan(aHeldJob(), aJob({ stage: "testing", leaseEpoch: 2 })).record.wakes).toBe(true);
});

test("[PR3] a grant's record keeps the decision that led to it", () => {
  const decision = {
    id: "1",
    productId: "demo",
    jobId: jobIdOf(1),
    factoryId: factoryIdOf(1),
    epoch: 1,
    atMs: NOW_MS,
    policy: "p",
    score: 1,
    terms: {},
    considered: 1,
    dropped: {},
  };
  expect(plan(aJob(), aHeldJob({ stage: "assigned" }), { decision }).record.decision).toBe(decision);
});

test("[JB1] a batch that would break the laws of a job is a bug and throws", () => {
  expect(() => plan(aJob(), aJob({ stage: "shipped" }))).toThrow("A job moves from queued to shipped.");
  expect(() => plan(aJob({ leaseEpoch: 2 }), aJob({ leaseEpoch: 1 }))).toThrow("An epoch never goes back.");
  const odd = aHeldJob({ leaseEpoch: 2, lease: aLease({ epoch: 1 }) });
  expect(() => plan(aJob({ leaseEpoch: 2, stage: "assigned" }), odd)).toThrow("A lease has the epoch of its job.");
});
