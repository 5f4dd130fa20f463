import { type Actor } from "#contract/actor.ts";
import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type SeatDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { changeJob } from "#application/change-job.ts";
import { seatsOf } from "#application/claim/seats.ts";
import { type Deps } from "#application/deps.ts";
import { revokeTokens } from "#application/factories/revoke-tokens.ts";
import { announceFactories } from "#application/factories/steer-factory.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { ordered } from "#domain/factory/lifecycle.ts";
import { decideRemoveHolder } from "#domain/lease/remove-holder.ts";

export type RemoveFactory = {
  readonly productId: string;
  readonly factoryId: string;
  readonly by: Actor;
  readonly force: boolean;
  /** Asked again of the newest state: false leaves the factory alone. */
  readonly onlyIf?: (factory: FactoryDocument, nowMs: number) => boolean;
};
type Removed = { readonly jobsReleased: number };
type Reason = Refusal<"factory-not-found" | "factory-busy" | "contention">;

/** A removal that dies half-way lets go of the factory by itself. */
const REMOVAL_MAX_MS = 10 * 60_000;

/**
 * FL4: no new claims, no tokens, no leases, and then no factory: in this order, so that a removal that dies on the way
 * can be repeated from its start. A claim that slipped in is swept up after the document is gone.
 */
export async function removeFactory(deps: Deps, remove: RemoveFactory): Promise<Outcome<Removed, Reason>> {
  const { productId, factoryId, by, force } = remove;
  const at = { partition: productId, id: factoryId };
  const seats = await seatsOf(deps, remove);
  const known = await deps.store.read(FACTORIES, productId, factoryId);
  if (known === null) return refused({ code: "factory-not-found", factoryId });
  if (seats.length > 0 && !force)
    return refused({ code: "factory-busy", factoryId, jobIds: seats.map(({ jobId }) => jobId) });
  const nowMs = deps.clock.nowMs();
  const note = "It is being removed.";
  let isMeant = false;
  const marked = await replaceMonotone(deps, FACTORIES, at, (factory) => {
    isMeant = factory !== null && (remove.onlyIf?.(factory, nowMs) ?? true);
    const order = { lifecycle: "quarantined", by: by.id, note, untilMs: nowMs + REMOVAL_MAX_MS } as const;
    return factory === null || !isMeant ? null : ordered(factory, order);
  });
  if (marked === null || !isMeant) return refused({ code: "factory-not-found", factoryId });
  const revoked = await revokeTokens(deps, remove);
  if (!revoked.ok) return revoked;
  const before = await releaseAll(deps, remove, await seatsOf(deps, remove));
  if (before === null) return refused({ code: "contention", retryAfterMs: 1_000 });
  await deps.store.commit("fleet_factories", productId, [{ kind: "delete", id: factoryId }]);
  const after = await releaseAll(deps, remove, await seatsOf(deps, remove));
  await announceFactories(deps, productId, { mayTakeMore: false });
  const jobsReleased = before + (after ?? 0);
  deps.log.info("factory.removed", { factoryId, productId, by: by.id, jobsReleased });
  return done({ jobsReleased });
}

/** How many leases were ended; null when one could not be, and the whole has to be repeated. */
async function releaseAll(deps: Deps, remove: RemoveFactory, seats: readonly SeatDocument[]): Promise<number | null> {
  const { productId, factoryId, by } = remove;
  const ended = await Promise.all(
    seats.map(({ jobId, epoch }) =>
      changeJob(deps, {
        productId,
        jobId,
        opId: `remove.${epoch}`,
        actor: by,
        decide: (job, nowMs) => decideRemoveHolder(job, { factoryId, epoch, by: by.id }, nowMs),
      }),
    ),
  );
  if (ended.some(({ kind }) => kind === "refused")) return null;
  return ended.filter(({ kind }) => kind === "committed").length;
}
