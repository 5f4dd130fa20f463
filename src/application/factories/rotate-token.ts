import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { endTokenBy, factoryToken, liveTokensOf, revokeToken } from "#application/factories/factory-tokens.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { mayRotateItself, withRotation } from "#domain/factory/rotation.ts";

export type RotateToken = {
  readonly productId: string;
  readonly factoryId: string;
  /** Chosen by the caller before its first try, so that it may repeat itself after a lost reply. */
  readonly rotationId: string;
  readonly byItself: boolean;
};
export type Rotated = { readonly token: string; readonly expiresAtMs: number; readonly overlapUntilMs: number };
type Needs = Pick<Deps, "store" | "secrets" | "clock" | "policy" | "log">;
type Reason = Refusal<"factory-not-found" | "unauthenticated" | "contention">;

/**
 * FL1: gives a new token; those before it stay good for the overlap. The rotation is written into the factory first, so
 * that of several at once only the newest hands out its token, and a repetition revokes the one that it never saw.
 */
export async function rotateToken(deps: Needs, rotate: RotateToken): Promise<Outcome<Rotated, Reason>> {
  const { productId, factoryId, rotationId, byItself } = rotate;
  const at = { partition: productId, id: factoryId };
  const nowMs = deps.clock.nowMs();
  const token = deps.secrets.mint("fac");
  const tokenHash = deps.secrets.sha256(token);
  let unseenHash: string | null = null;
  let isRefused = false;
  const factory = await replaceMonotone(deps, FACTORIES, at, (known) => {
    isRefused = known !== null && byItself && !mayRotateItself(known, nowMs);
    if (known === null || isRefused) return null;
    unseenHash = known.rotation?.rotationId === rotationId ? known.rotation.tokenHash : null;
    return withRotation(known, { rotationId, tokenHash }, nowMs);
  });
  if (factory === null) return refused({ code: "factory-not-found", factoryId });
  if (isRefused || factory.rotation === null) return refused({ code: "unauthenticated" });
  const { overlapUntilMs } = factory.rotation;
  const made = { id: tokenHash, lastFour: token.slice(-4), nowMs, ttlMs: deps.policy.tokenTtlMs };
  const bearer = { factoryId, productId, name: factory.name };
  const doc = factoryToken(bearer, made);
  if (unseenHash !== null)
    await revokeToken(deps, factoryToken(bearer, { ...made, id: unseenHash, lastFour: "" }), nowMs);
  const stored = await deps.store.commit("fleet_tokens", doc.id, [{ kind: "create", doc }]);
  const others = (await liveTokensOf(deps, factoryId)).filter(({ id }) => id !== tokenHash);
  // A newer rotation or a revocation came in between: this token must not be handed out.
  const current = await deps.store.read(FACTORIES, productId, factoryId);
  if (!stored.ok || current?.value.rotation?.tokenHash !== tokenHash) {
    await revokeToken(deps, doc, nowMs);
    return refused({ code: "contention", retryAfterMs: 500 });
  }
  await Promise.all(others.map((other) => endTokenBy(deps, other, overlapUntilMs)));
  deps.log.info("factory.token_rotated", { factoryId, productId, byItself });
  return done({ token, expiresAtMs: nowMs + deps.policy.tokenTtlMs, overlapUntilMs });
}
