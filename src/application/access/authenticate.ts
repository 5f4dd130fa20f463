import { type Role, type TokenDocument } from "#contract/documents/token-document.ts";
import { type Deps } from "#application/deps.ts";
import { TOKENS } from "#application/ports/collections.ts";

/** Who calls, and what it may touch. `products: null` is every product. */
export type Principal = {
  readonly name: string;
  readonly role: Role;
  readonly products: readonly string[] | null;
  readonly factoryId: string | null;
};

/** AC2: a revoked token is refused by every instance within this time. */
const REMEMBERED_MS = 4_000;
const REMEMBERED_MAX = 10_000;

type Needs = Pick<Deps, "store" | "secrets" | "clock">;
export type Authenticate = (token: string) => Promise<Principal | null>;

/** AC1: a token is known by its hash alone: one point read, remembered for a few seconds. */
export function createAuthenticate(deps: Needs, adminTokenSha256: string | null): Authenticate {
  const remembered = new Map<string, { readonly doc: TokenDocument; readonly untilMs: number }>();
  const lookUp = async (id: string, nowMs: number): Promise<TokenDocument | null> => {
    const known = remembered.get(id);
    if (known !== undefined && known.untilMs > nowMs) return known.doc;
    const found = await deps.store.read(TOKENS, id, id);
    if (found === null) return null;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(id, { doc: found.value, untilMs: nowMs + REMEMBERED_MS });
    return found.value;
  };
  return async (token) => {
    if (!deps.secrets.wellFormed(token)) return null;
    const id = deps.secrets.sha256(token);
    // A hash tells nothing of its token, so comparing hashes needs no constant time.
    if (id === adminTokenSha256) return { name: "admin", role: "admin", products: null, factoryId: null };
    const nowMs = deps.clock.nowMs();
    const doc = await lookUp(id, nowMs);
    return doc === null || !isGood(doc, nowMs) ? null : principalOf(doc);
  };
}

const isGood = (doc: TokenDocument, nowMs: number): boolean =>
  doc.kind === "access" && doc.revokedAtMs === null && (doc.expiresAtMs === null || doc.expiresAtMs > nowMs);

const principalOf = ({ name, role, products, factoryId }: TokenDocument): Principal => ({
  name,
  role,
  products,
  factoryId,
});
