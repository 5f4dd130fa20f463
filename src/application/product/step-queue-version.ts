import { QUEUE_STATE_ID, type QueueStateDocument } from "#contract/documents/product-documents.ts";
import { type Deps } from "#application/deps.ts";
import { QUEUE_STATES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

/** PR6: one step up, under the version that was read: whoever else steps it at once only makes it higher. */
export async function stepQueueVersion(
  deps: Pick<Deps, "store">,
  productId: string,
  coversAtMs: number,
): Promise<number> {
  const stepped = await replaceMonotone(
    deps,
    QUEUE_STATES,
    { partition: productId, id: QUEUE_STATE_ID },
    (known): QueueStateDocument => ({
      id: QUEUE_STATE_ID,
      productId,
      version: (known?.version ?? 0) + 1,
      coversAtMs: Math.max(known?.coversAtMs ?? 0, coversAtMs),
    }),
  );
  return stepped?.version ?? 0;
}
