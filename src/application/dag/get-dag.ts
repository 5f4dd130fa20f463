import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { DAG_NODES_MAX } from "#contract/routes/dag-routes.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS } from "#application/ports/collections.ts";
import { DEPTH_MAX } from "#domain/dag/depth.ts";

type DagEntry = { readonly job: JobDocument; readonly depth: number };
export type Dag = { readonly entries: readonly DagEntry[]; readonly truncated: boolean };

/** DG7: the job and all below it, one query a level, the oldest first. `truncated` says that there are more. */
export async function getDag(
  deps: Pick<Deps, "store">,
  { productId, jobId }: { readonly productId: string; readonly jobId: string },
): Promise<Outcome<Dag, Refusal<"job-not-found">>> {
  const root = await deps.store.read(JOBS, productId, jobId);
  if (root === null) return refused({ code: "job-not-found", jobId });
  const entries: DagEntry[] = [{ job: root.value, depth: 0 }];
  let level: readonly string[] = [jobId];
  for (let depth = 1; depth <= DEPTH_MAX && level.length > 0; depth++) {
    // Sequential on purpose: a level is known by the one above it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const children = await childrenOf(deps, productId, level);
    const room = DAG_NODES_MAX - entries.length;
    entries.push(...children.slice(0, room).map((job) => ({ job, depth })));
    if (children.length > room) return done({ entries, truncated: true });
    level = children.filter(({ jobKind }) => jobKind === "composite").map(({ id }) => id);
  }
  return done({ entries, truncated: false });
}

/** One more than could be shown, so that it is known whether there are more. */
async function childrenOf(
  deps: Pick<Deps, "store">,
  productId: string,
  parents: readonly string[],
): Promise<readonly JobDocument[]> {
  const found: JobDocument[] = [];
  let cursor: string | null = null;
  do {
    // Sequential on purpose: a page may be shorter than asked for, and each goes on where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const page: Awaited<ReturnType<typeof childrenPage>> = await childrenPage(deps, productId, { parents, cursor });
    found.push(...page.items.map(({ value }) => value));
    cursor = page.nextCursor;
  } while (cursor !== null && found.length <= DAG_NODES_MAX);
  return found.toSorted((a, b) => a.submittedAtMs - b.submittedAtMs || (a.id < b.id ? -1 : 1));
}

const childrenPage = (
  deps: Pick<Deps, "store">,
  productId: string,
  { parents, cursor }: { readonly parents: readonly string[]; readonly cursor: string | null },
) =>
  deps.store.query(JOBS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "parentId", op: "in", values: parents },
    ],
    limit: DAG_NODES_MAX + 1,
    cursor,
  });
