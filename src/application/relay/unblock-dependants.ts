import { type JobDocument } from "#contract/documents/job-document.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { DEPS_MAX } from "#contract/manifest/manifest.ts";
import { hasEnded, type Stage } from "#contract/stage.ts";
import { type Deps } from "#application/deps.ts";
import { JOBS } from "#application/ports/collections.ts";
import { changeJob } from "#application/change-job.ts";
import { decideUnblock } from "#domain/dag/unblock.ts";

const DEPENDANTS_MAX = 100;
const RELAY = { kind: "system", id: "relay" } as const;

/**
 * The news that a job ended: whoever waited for it is looked at again. The reaper repeats it for news that was lost.
 * A job that was submitted blocked is looked at once more as well: what it waits for may have ended in between.
 */
export async function unblockDependants(deps: Deps, record: OperationRecord): Promise<void> {
  const stage = record.events.at(-1)?.stage;
  if (stage === "blocked") await unblockById(deps, record.productId, record.jobId);
  if (stage === undefined || !hasEnded(stage)) return;
  const { items } = await deps.store.query(JOBS, {
    partition: record.productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: "blocked" },
      { path: "deps", op: "contains", value: record.jobId },
    ],
    limit: DEPENDANTS_MAX,
  });
  await Promise.all(items.map(({ value }) => unblock(deps, value)));
}

/** The same for one job by its id: nothing to do when it is not blocked, or not there. */
export async function unblockById(deps: Deps, productId: string, jobId: string): Promise<void> {
  const job = await deps.store.read(JOBS, productId, jobId);
  if (job !== null && job.value.stage === "blocked") await unblock(deps, job.value);
}

/** Reads every dependency after the change that is the news: the last of several to end sees all the others ended. */
async function unblock(deps: Deps, job: JobDocument): Promise<void> {
  const stages = await stagesOf(deps, job.productId, job.deps);
  await changeJob(deps, {
    productId: job.productId,
    jobId: job.id,
    // One per way of being blocked: a requeued job that is blocked again has another revision.
    opId: `unblock.${job.rev}`,
    actor: RELAY,
    decide: (current, nowMs) => decideUnblock(current, stages, nowMs),
  });
}

const STAGES_PAGE_MAX = DEPS_MAX;

/** The stage of each job, null for one that does not exist. A page may be shorter than asked for, so all are read. */
export async function stagesOf(
  deps: Pick<Deps, "store">,
  productId: string,
  ids: readonly string[],
): Promise<Map<string, Stage | null>> {
  const stages = new Map<string, Stage | null>(ids.map((id) => [id, null]));
  let cursor: string | null = null;
  do {
    // Sequential on purpose: each page goes on where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const page: Awaited<ReturnType<typeof stagesPage>> = await stagesPage(deps, productId, { ids, cursor });
    for (const { value } of page.items) stages.set(value.id, value.stage);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return stages;
}

const stagesPage = (
  deps: Pick<Deps, "store">,
  productId: string,
  { ids, cursor }: { readonly ids: readonly string[]; readonly cursor: string | null },
) =>
  deps.store.query(JOBS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "id", op: "in", values: ids },
    ],
    limit: STAGES_PAGE_MAX,
    cursor,
  });
