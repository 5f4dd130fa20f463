import { type JobLease, type RequeueCause } from "#contract/documents/job-document.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type RunDocument } from "#contract/documents/run-document.ts";
import { type EventDocument } from "#contract/event.ts";
import { type Deps } from "#application/deps.ts";
import { RUNS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

/** A grant opens its run and the end of the lease closes it; each finds what the other or a usage report left there. */
export async function projectRun(deps: Pick<Deps, "store">, record: OperationRecord): Promise<void> {
  const claimed = record.events.find((event) => event.facts.type === "job.claimed");
  const resumedFromSha = claimed?.facts.type === "job.claimed" ? claimed.facts.resumedFromSha : null;
  if (claimed !== undefined && record.lease !== null) await open(deps, record, record.lease, resumedFromSha);
  if (record.endedLease !== null) await close(deps, record, record.endedLease);
}

const open = (deps: Pick<Deps, "store">, record: OperationRecord, lease: JobLease, resumedFromSha: string | null) =>
  replaceMonotone(deps, RUNS, { partition: record.jobId, id: lease.runId }, (known) =>
    known === null
      ? newRun(record, lease, resumedFromSha)
      : known.resumedFromSha === null && resumedFromSha !== null
        ? { ...known, resumedFromSha }
        : null,
  );

const close = (deps: Pick<Deps, "store">, record: OperationRecord, lease: JobLease) =>
  replaceMonotone(deps, RUNS, { partition: record.jobId, id: lease.runId }, (known) => {
    if (known !== null && known.end !== null) return null;
    return { ...(known ?? newRun(record, lease, null)), ...endOf(record) };
  });

/** Also the shape that a usage report makes when it comes before everything else. */
export const newRun = (
  at: { readonly productId: string; readonly jobId: string },
  lease: Pick<JobLease, "runId" | "epoch" | "holderFactoryId" | "acquiredAtMs">,
  resumedFromSha: string | null,
): RunDocument => ({
  id: lease.runId,
  productId: at.productId,
  jobId: at.jobId,
  epoch: lease.epoch,
  factoryId: lease.holderFactoryId,
  startedAtMs: lease.acquiredAtMs,
  endedAtMs: null,
  end: null,
  outcome: null,
  resumedFromSha,
  usage: [],
  costMicroUsd: 0,
  countedMicroUsd: 0,
  usageAtMs: null,
});

function endOf(record: OperationRecord): Pick<RunDocument, "end" | "endedAtMs" | "outcome"> {
  const end = record.events.map((event) => endFrom(event)).find((each) => each !== null);
  return { endedAtMs: record.atMs, ...(end ?? { end: "requeued", outcome: null }) };
}

/** What a person decided is no fault of the run. */
const endOfCause = (cause: RequeueCause): RunDocument["end"] =>
  cause === "operator" || cause === "changes_requested" ? "requeued" : cause;

function endFrom({ facts }: EventDocument): Pick<RunDocument, "end" | "outcome"> | null {
  switch (facts.type) {
    case "job.finished":
      return { end: "finished", outcome: facts.outcome };
    case "job.failed":
      return { end: "failed", outcome: facts.outcome };
    case "job.cancelled":
      return { end: "cancelled", outcome: null };
    case "job.requeued":
      return { end: endOfCause(facts.cause), outcome: null };
    case "job.dead_lettered":
      return { end: "lease_lost", outcome: null };
    default:
      return null;
  }
}
