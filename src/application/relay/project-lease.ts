import { type LeaseDocument } from "#contract/documents/lease-document.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { LEASES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

/**
 * The lease as others read it: the newer operation wins, in whatever order the records arrive. An operation that neither
 * granted nor ended one leaves it as it is, and costs nothing here.
 */
export async function projectLease(deps: Pick<Deps, "store">, record: OperationRecord): Promise<void> {
  const last = record.events.at(-1);
  const isGrant = record.events.some(({ facts }) => facts.type === "job.claimed");
  if (last === undefined || (!isGrant && record.endedLease === null)) return;
  const next: LeaseDocument = {
    id: record.jobId,
    productId: record.productId,
    jobId: record.jobId,
    rev: last.seq,
    status: record.lease === null ? "ended" : "active",
    holderFactoryId: record.lease?.holderFactoryId ?? null,
    epoch: last.epoch,
    expiresAtMs: record.lease?.expiresAtMs ?? null,
  };
  await replaceMonotone(deps, LEASES, { partition: record.jobId, id: record.jobId }, (known) =>
    known !== null && known.rev >= next.rev ? null : next,
  );
}
