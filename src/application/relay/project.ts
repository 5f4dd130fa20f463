import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { EVENTS } from "#application/ports/collections.ts";
import { StoreUnavailable } from "#application/ports/store.ts";
import { liveGroups } from "#contract/live.ts";
import { createIfAbsent } from "#application/relay/create-if-absent.ts";
import { sealedBy } from "#application/artifacts/project-seal.ts";
import { projectLease } from "#application/relay/project-lease.ts";
import { projectRun } from "#application/relay/project-run.ts";
import { unblockDependants } from "#application/relay/unblock-dependants.ts";

/**
 * PR9: projects operation records. Every step can be repeated and comes in any order with those of other records.
 * The events are written last: where a record's last event stands, all the rest was done.
 */
export async function project(deps: Deps, records: readonly OperationRecord[]): Promise<void> {
  const open = (
    await Promise.all(records.map(async (record) => ((await isProjected(deps, record)) ? [] : [record])))
  ).flat();
  await Promise.all(
    open.flatMap((record) => [
      projectLease(deps, record),
      projectRun(deps, record),
      projectDecision(deps, record),
      sealedBy(deps, record),
    ]),
  );
  await Promise.all(open.map((record) => unblockDependants(deps, record)));
  await announce(deps, open);
  await Promise.all(open.map((record) => createIfAbsent(deps, "fleet_events", record.jobId, record.events)));
}

async function isProjected(deps: Deps, record: OperationRecord): Promise<boolean> {
  const last = record.events.at(-1);
  return last === undefined || (await deps.store.read(EVENTS, record.jobId, last.id)) !== null;
}

const projectDecision = async (deps: Deps, { decision, jobId }: OperationRecord): Promise<void> => {
  if (decision !== null) await createIfAbsent(deps, "fleet_decisions", jobId, [decision]);
};

/** PR6: one version step a product and batch is enough, however many jobs became claimable in it. */
async function announce(deps: Deps, records: readonly OperationRecord[]): Promise<void> {
  const newest = new Map<string, number>();
  for (const { wakes, productId, atMs } of records) {
    if (wakes) newest.set(productId, Math.max(atMs, newest.get(productId) ?? 0));
  }
  await Promise.all(
    [...newest].map(async ([productId, coversAtMs]) => {
      await deps.entity.signal(productId, { op: "bump", coversAtMs });
      await deps.publisher.publish(liveGroups.wake(productId), { type: "wake", productId });
    }),
  );
}

/**
 * For speed only: the change feed projects every record for certainty. The operation is committed, so nothing that goes
 * wrong here may turn its success into a failure.
 */
export async function projectQuietly(deps: Deps, record: OperationRecord): Promise<void> {
  try {
    await project(deps, [record]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof StoreUnavailable) deps.log.warn("relay.deferred", { recordId: record.id, why });
    else deps.log.error("relay.failed", { recordId: record.id, why });
  }
}
