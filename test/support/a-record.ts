import { type JobDocument } from "#contract/documents/job-document.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { type MemoryStore } from "#adapters/memory/memory-store.ts";
import { planOperation } from "#domain/operation/plan-operation.ts";
import { aHeldJob, aJob, stored } from "./a-job.ts";
import { NOW_MS } from "./ids.ts";
import { type EventFacts } from "#contract/event.ts";

/** The record of one operation that led from one state of a job to the next. */
export const aRecord = (
  recordId: string,
  before: JobDocument | null,
  next: JobDocument,
  ...facts: readonly [EventFacts, ...EventFacts[]]
): { readonly job: JobDocument; readonly record: OperationRecord } =>
  planOperation({
    recordId,
    before: before === null ? null : stored(before),
    next,
    facts,
    actor: { kind: "system", id: "test" },
    nowMs: NOW_MS,
  });

const OUTCOME = { result: "succeeded", code: "ok", message: "", sha: null, branch: null, exitCode: 0 } as const;

/** Job 1 as it was submitted, claimed, started and finished: its four records and its last state. */
export function aShortLife(): { readonly job: JobDocument; readonly records: readonly OperationRecord[] } {
  const submitted = aRecord("op:1", null, aJob(), { type: "job.submitted", title: "x" });
  const { lease } = aHeldJob();
  const claimed = aRecord(
    "op:2",
    submitted.job,
    { ...submitted.job, stage: "assigned", lease, leaseEpoch: 1 },
    { type: "job.claimed", factoryId: lease!.holderFactoryId, runId: lease!.runId, seat: 0, resumedFromSha: null },
  );
  const started = aRecord(
    "op:3",
    claimed.job,
    { ...claimed.job, stage: "building" },
    { type: "job.started", factoryId: lease!.holderFactoryId },
  );
  const finished = aRecord(
    "op:4",
    started.job,
    { ...started.job, stage: "review", lease: null, leaseEpoch: 2, outcome: OUTCOME },
    { type: "job.finished", outcome: OUTCOME },
  );
  return { job: finished.job, records: [submitted, claimed, started, finished].map(({ record }) => record) };
}

/** Every operation record that a store holds. */
export const recordsIn = (store: MemoryStore): OperationRecord[] =>
  store.all("fleet_jobs").flatMap((doc) => {
    const parsed = OperationRecord.safeParse(doc);
    return parsed.success ? [parsed.data] : [];
  });
