import { type TokenDocument } from "#contract/documents/token-document.ts";
import { type Deps } from "#application/deps.ts";
import { TOKENS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

const TOKENS_MAX = 200;
type Needs = Pick<Deps, "store">;

export type Bearer = { readonly factoryId: string; readonly productId: string; readonly name: string };
type Made = { readonly id: string; readonly lastFour: string; readonly nowMs: number; readonly ttlMs: number };

/** The token of a factory, as it is stored: by its hash alone. */
export const factoryToken = (
  { factoryId, productId, name }: Bearer,
  { id, lastFour, nowMs, ttlMs }: Made,
): TokenDocument => ({
  id,
  lastFour,
  kind: "access",
  tokenId: null,
  name,
  role: "factory",
  products: [productId],
  factoryId,
  createdAtMs: nowMs,
  expiresAtMs: nowMs + ttlMs,
  revokedAtMs: null,
  usedBy: null,
});

/** The factory's tokens that are not revoked. */
export async function liveTokensOf(deps: Needs, factoryId: string): Promise<readonly TokenDocument[]> {
  const { items } = await deps.store.query(TOKENS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "access" },
      { path: "factoryId", op: "eq", value: factoryId },
      { path: "revokedAtMs", op: "null" },
    ],
    limit: TOKENS_MAX,
  });
  return items.map(({ value }) => value);
}

/** The codes by which the factory enrolled: whoever has one could repeat the enrolment, and get another token. */
export async function codesOf(deps: Needs, factoryId: string): Promise<readonly TokenDocument[]> {
  const { items } = await deps.store.query(TOKENS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "enrolment" },
      { path: "usedBy.factoryId", op: "eq", value: factoryId },
      { path: "revokedAtMs", op: "null" },
    ],
    limit: TOKENS_MAX,
  });
  return items.map(({ value }) => value);
}

/** A token that is not stored yet is written down as revoked: its own attempt is slow and may still be about to store it. */
export const revokeToken = (deps: Needs, token: TokenDocument, nowMs: number) =>
  replaceMonotone(deps, TOKENS, { partition: token.id, id: token.id }, (known) =>
    known !== null && known.revokedAtMs !== null ? null : { ...(known ?? token), revokedAtMs: nowMs },
  );

/** Lets a token live no longer than that; one that ends earlier keeps its end. */
export const endTokenBy = (deps: Needs, token: TokenDocument, endsAtMs: number) =>
  replaceMonotone(deps, TOKENS, { partition: token.id, id: token.id }, (known) =>
    known === null || (known.expiresAtMs !== null && known.expiresAtMs <= endsAtMs)
      ? null
      : { ...known, expiresAtMs: endsAtMs },
  );
