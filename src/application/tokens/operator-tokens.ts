import { type Role, type TokenDocument } from "#contract/documents/token-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Principal } from "#application/access/authenticate.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { TOKENS } from "#application/ports/collections.ts";
import { revokeToken } from "#application/factories/factory-tokens.ts";

const TOKENS_MAX = 1_000;
type Needs = Pick<Deps, "store" | "secrets" | "clock" | "ids" | "log">;

export type CreateToken = {
  readonly name: string;
  readonly role: Exclude<Role, "factory">;
  readonly products: readonly string[] | null;
  readonly expiresAtMs: number | null;
};
/** A person's token always has a name to revoke it by. */
export type OperatorToken = TokenDocument & { readonly tokenId: string };

/** AC6: nobody gives out more than they have: a token for a product is made by somebody who may touch that product. */
const covers = ({ products }: Principal, wanted: readonly string[] | null): boolean =>
  products === null || (wanted !== null && wanted.every((product) => products.includes(product)));

/** The token is shown this once; its hash alone is kept. */
export async function createToken(
  deps: Needs,
  by: Principal,
  wanted: CreateToken,
): Promise<Outcome<{ readonly token: string; readonly doc: OperatorToken }, Refusal<"not-found">>> {
  if (!covers(by, wanted.products)) return refused({ code: "not-found" });
  const token = deps.secrets.mint("usr");
  const doc: OperatorToken = {
    id: deps.secrets.sha256(token),
    kind: "access",
    tokenId: `tok_${deps.ids.next()}`,
    name: wanted.name,
    role: wanted.role,
    products: wanted.products === null ? null : [...wanted.products],
    factoryId: null,
    lastFour: token.slice(-4),
    createdAtMs: deps.clock.nowMs(),
    expiresAtMs: wanted.expiresAtMs,
    revokedAtMs: null,
    usedBy: null,
  };
  await deps.store.commit("fleet_tokens", doc.id, [{ kind: "create", doc }]);
  deps.log.info("token.created", { tokenId: doc.tokenId, role: doc.role, by: by.name });
  return done({ token, doc });
}

/** Those that still open something the caller may touch, by name. */
export async function listTokens(deps: Needs, by: Principal): Promise<readonly OperatorToken[]> {
  const { items } = await deps.store.query(TOKENS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "access" },
      { path: "revokedAtMs", op: "null" },
      { path: "role", op: "in", values: ["viewer", "operator", "admin"] },
    ],
    limit: TOKENS_MAX,
  });
  const nowMs = deps.clock.nowMs();
  return items
    .flatMap(({ value }) => named(value))
    .filter(({ products, expiresAtMs }) => covers(by, products) && (expiresAtMs === null || expiresAtMs > nowMs))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const named = (doc: TokenDocument): readonly OperatorToken[] =>
  doc.tokenId === null ? [] : [{ ...doc, tokenId: doc.tokenId }];

/** Repeating it is harmless: what is revoked stays revoked. */
export async function deleteToken(
  deps: Needs,
  by: Principal,
  tokenId: string,
): Promise<Outcome<{ readonly tokenId: string }, Refusal<"token-not-found">>> {
  const { items } = await deps.store.query(TOKENS, {
    partition: null,
    where: [{ path: "tokenId", op: "eq", value: tokenId }],
    limit: 1,
  });
  const doc = items[0]?.value;
  if (doc === undefined || !covers(by, doc.products)) return refused({ code: "token-not-found", tokenId });
  await revokeToken(deps, doc, deps.clock.nowMs());
  deps.log.info("token.revoked", { tokenId, by: by.name });
  return done({ tokenId });
}
