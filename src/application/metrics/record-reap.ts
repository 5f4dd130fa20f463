import { REAPER_ID, type ReaperDocument } from "#contract/documents/reaper-document.ts";
import { type Deps } from "#application/deps.ts";
import { REAPERS } from "#application/ports/collections.ts";
import { reap, type Reaped } from "#application/reaper/reap.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

/** Writes down that a sweep came to its end: what says so is the only thing that can be missed. */
export async function recordReap(deps: Pick<Deps, "store" | "clock">): Promise<void> {
  const atMs = deps.clock.nowMs();
  await replaceMonotone(deps, REAPERS, { partition: REAPER_ID, id: REAPER_ID }, (known): ReaperDocument | null =>
    known !== null && known.atMs >= atMs ? null : { id: REAPER_ID, productId: REAPER_ID, atMs },
  );
}

/** One tick of the timer: the sweep, and then the word that it came to its end. */
export async function reapOnTimer(deps: Deps): Promise<Reaped> {
  const reaped = await reap(deps);
  await recordReap(deps);
  return reaped;
}
