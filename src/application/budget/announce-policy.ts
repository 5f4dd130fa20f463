import { liveGroups } from "#contract/live.ts";
import { type Deps } from "#application/deps.ts";

/**
 * BG2: whatever changed in the policy, jobs may have become claimable by it, so the queue's version steps. The request
 * does it for speed, and the change feed of the policies for certainty.
 */
export async function announcePolicy(
  deps: Pick<Deps, "entity" | "publisher" | "clock">,
  productId: string,
): Promise<void> {
  await deps.entity.signal(productId, { op: "bump", coversAtMs: deps.clock.nowMs() });
  await deps.publisher.publish(liveGroups.wake(productId), { type: "wake", productId });
}
