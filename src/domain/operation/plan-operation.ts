import { type Actor } from "#contract/actor.ts";
import { type DecisionDocument } from "#contract/documents/decision-document.ts";
import { type JobDocument, type JobLease, type SeatDocument, seatIdOf } from "#contract/documents/job-document.ts";
import { OPERATION_TTL_SEC, type OperationRecord } from "#contract/documents/operation-record.ts";
import { type EventDocument, type EventFacts } from "#contract/event.ts";
import { canMove } from "#contract/stage.ts";
import { invariant } from "#domain/invariant.ts";
import { dueAtOf } from "#domain/job/time-limits.ts";
import { isClaimable } from "#domain/operation/claimable.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Versioned } from "#domain/version.ts";

export type OperationInput = {
  readonly recordId: string;
  readonly before: Versioned<JobDocument> | null;
  readonly next: JobDocument;
  readonly facts: readonly [EventFacts, ...EventFacts[]];
  readonly actor: Actor;
  readonly nowMs: number;
  readonly decision?: DecisionDocument;
};
export type PlannedOperation = {
  readonly job: JobDocument;
  readonly record: OperationRecord;
  readonly writes: readonly Write[];
};

/**
 * Turns a decision into its batch: the record first (so that a repeated request meets its own receipt), the job under
 * its version, and the seat that comes with a lease or goes with it. No decision knows of seats or numbers.
 */
export function planOperation(input: OperationInput): PlannedOperation {
  const was = input.before?.value ?? null;
  const firstSeq = (was?.rev ?? 0) + 1;
  const job: JobDocument = {
    ...input.next,
    rev: firstSeq + input.facts.length - 1,
    dueAtMs: dueAtOf(input.next),
  };
  assertLegal(was, job);
  const lease = leaseChange(was, job);
  const record: OperationRecord = {
    id: input.recordId,
    kind: "op",
    productId: job.productId,
    jobId: job.id,
    atMs: input.nowMs,
    ttl: OPERATION_TTL_SEC,
    events: input.facts.map((fact, index) => eventOf(input, job, fact, firstSeq + index)),
    lease: job.lease,
    endedLease: lease.ended,
    parentId: job.parentId,
    wakes: lease.ended !== null || becameClaimable(was, job),
    decision: input.decision ?? null,
  };
  return { job, record, writes: [...jobWrites(input.before, job, record), ...seatWrites(job, lease)] };
}

type LeaseChange = { readonly ended: JobLease | null; readonly started: JobLease | null };

/** A run is one grant, so a lease of another run is another lease. */
function leaseChange(was: JobDocument | null, job: JobDocument): LeaseChange {
  const before = was?.lease ?? null;
  if (before?.runId === job.lease?.runId) return { ended: null, started: null };
  return { ended: before, started: job.lease };
}

const becameClaimable = (was: JobDocument | null, job: JobDocument): boolean =>
  isClaimable(job) && (was === null || !isClaimable(was));

const jobWrites = (
  before: Versioned<JobDocument> | null,
  job: JobDocument,
  record: OperationRecord,
): readonly Write[] => [
  { kind: "create", doc: record },
  before === null ? { kind: "create", doc: job } : { kind: "replace", doc: job, expected: before.version },
];

function seatWrites(job: JobDocument, { ended, started }: LeaseChange): Write[] {
  const writes: Write[] = [];
  if (ended !== null) writes.push({ kind: "delete", id: seatIdOf(ended.holderFactoryId, ended.seat) });
  if (started !== null) writes.push({ kind: "create", doc: seatOf(job, started) });
  return writes;
}

const eventOf = (input: OperationInput, job: JobDocument, facts: EventFacts, seq: number): EventDocument => ({
  id: String(seq),
  productId: job.productId,
  jobId: job.id,
  seq,
  atMs: input.nowMs,
  actor: input.actor,
  stage: job.stage,
  epoch: job.leaseEpoch,
  facts,
});

const seatOf = (job: JobDocument, lease: JobLease): SeatDocument => ({
  id: seatIdOf(lease.holderFactoryId, lease.seat),
  kind: "seat",
  productId: job.productId,
  factoryId: lease.holderFactoryId,
  seat: lease.seat,
  jobId: job.id,
  epoch: lease.epoch,
  bootId: lease.bootId,
  claimId: lease.claimId,
});

function assertLegal(was: JobDocument | null, job: JobDocument): void {
  if (was === null) return;
  invariant(was.stage === job.stage || canMove(was.stage, job.stage), `A job moves from ${was.stage} to ${job.stage}.`);
  invariant(job.leaseEpoch >= was.leaseEpoch, "An epoch never goes back.");
  invariant(job.lease === null || job.lease.epoch === job.leaseEpoch, "A lease has the epoch of its job.");
}
