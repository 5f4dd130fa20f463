import { type Manifest } from "#contract/manifest/manifest.ts";
import { type Problem, type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { submitJob, type Submitted, type SubmitJob } from "#application/jobs/submit-job.ts";
import { type Outcome, refused } from "#application/outcome.ts";
import { batchOrder } from "#domain/dag/batch-order.ts";

/** So many items of a wave at once: more would only meet each other at the parent that they share. */
const AT_ONCE_MAX = 4;

/** An item as it was read: a manifest that cannot be read is the result of its item, and no matter of the others. */
export type BatchItem =
  | { readonly ok: true; readonly manifest: Manifest; readonly bodyMd: string }
  | { readonly ok: false; readonly problem: Refusal<"invalid-manifest"> };
export type SubmitBatch = Pick<SubmitJob, "productId" | "submittedBy" | "strict"> & {
  readonly key: string;
  readonly items: readonly BatchItem[];
};
export type ItemOutcome = { readonly key: string | null; readonly outcome: Outcome<Submitted, Problem> };

/**
 * SB3: each item is a submission of its own under its own key, or under one derived from the batch's and its place; so
 * a batch that is sent again, whole or after it was cut short, gives the same jobs. SB4: those that are referred to
 * come first.
 */
export async function submitBatch(deps: Deps, batch: SubmitBatch): Promise<readonly ItemOutcome[]> {
  const items = batch.items.map((item, index) => withKey(item, `${batch.key}.${index}`));
  const results = items.map((item) => (item.ok ? null : refusedItem(null, item.problem)));
  const readable = items.flatMap((item, index) => (item.ok ? [{ ...item, index }] : []));
  const { waves, circular } = batchOrder(
    readable.map(({ key, manifest }) => ({
      key,
      refs: [...manifest.deps, ...(manifest.parent === undefined ? [] : [manifest.parent])],
    })),
  );
  const place = (at: number, result: ItemOutcome): void => {
    const item = readable[at];
    if (item !== undefined) results[item.index] = result;
  };
  const keys = circular.flatMap((at) => readable[at]?.key ?? []);
  for (const at of circular) place(at, refusedItem(readable[at]?.key ?? null, { code: "circular-batch", keys }));
  for (const wave of waves) {
    // Sequential on purpose: a wave refers to the ones before it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    await eachOf(wave, async (at) => {
      const item = readable[at];
      if (item === undefined) return;
      const { manifest, bodyMd, key } = item;
      const { productId, submittedBy, strict } = batch;
      const outcome = await submitJob(deps, { productId, manifest, bodyMd, submittedBy, strict });
      place(at, { key, outcome });
    });
  }
  return results.flatMap((result) => result ?? []);
}

type Keyed = (Extract<BatchItem, { readonly ok: true }> & { readonly key: string }) | Exclude<BatchItem, { ok: true }>;

function withKey(item: BatchItem, derived: string): Keyed {
  if (!item.ok) return item;
  const key = item.manifest.key ?? derived;
  return { ...item, key, manifest: { ...item.manifest, key } };
}

const refusedItem = (key: string | null, problem: Problem): ItemOutcome => ({ key, outcome: refused(problem) });

/** Some at once, each worker taking the next that is left. */
async function eachOf(indices: readonly number[], work: (index: number) => Promise<void>): Promise<void> {
  const left = [...indices];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      // One after another within a worker: the workers are what runs at once.
      // oxlint-disable-next-line no-await-in-loop -- see above
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE_MAX }, worker));
}
