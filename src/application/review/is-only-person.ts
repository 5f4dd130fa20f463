import { type Role } from "#contract/documents/token-document.ts";
import { type Deps } from "#application/deps.ts";
import { TOKENS } from "#application/ports/collections.ts";

const TOKENS_LOOKED_AT_MAX = 200;
type Person = { readonly name: string; readonly role: Role };

/**
 * Whether an administrator is the only one who could review in this product, so that to wait for a second person would be
 * to wait for nobody. From the second person's token on, nobody's own work counts. More tokens than are looked at are
 * taken for other people's.
 */
export async function isOnlyPerson(
  deps: Pick<Deps, "store" | "clock">,
  productId: string,
  { name, role }: Person,
): Promise<boolean> {
  if (role !== "admin") return false;
  const nowMs = deps.clock.nowMs();
  const { items, nextCursor } = await deps.store.query(TOKENS, {
    partition: null,
    where: [
      { path: "kind", op: "eq", value: "access" },
      { path: "role", op: "in", values: ["operator", "admin"] },
      { path: "revokedAtMs", op: "null" },
    ],
    limit: TOKENS_LOOKED_AT_MAX,
  });
  const others = items.filter(
    ({ value }) =>
      value.name !== name &&
      (value.expiresAtMs === null || value.expiresAtMs > nowMs) &&
      (value.products === null || value.products.includes(productId)),
  );
  return others.length === 0 && nextCursor === null;
}
