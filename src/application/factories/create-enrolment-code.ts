import { type TokenDocument } from "#contract/documents/token-document.ts";
import { type Deps } from "#application/deps.ts";

const CODE_TTL_MS = 60 * 60_000;

/** A code that enrols one factory of one product within the hour. Only its hash is stored. */
export async function createEnrolmentCode(
  deps: Pick<Deps, "store" | "secrets" | "clock">,
  { productId, name }: { readonly productId: string; readonly name: string },
): Promise<{ readonly code: string; readonly expiresAtMs: number }> {
  const nowMs = deps.clock.nowMs();
  const code = deps.secrets.mint("enr");
  const doc: TokenDocument = {
    id: deps.secrets.sha256(code),
    kind: "enrolment",
    name,
    role: "factory",
    products: [productId],
    factoryId: null,
    lastFour: code.slice(-4),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + CODE_TTL_MS,
    revokedAtMs: null,
    tokenId: null,
    usedBy: null,
  };
  await deps.store.commit("fleet_tokens", doc.id, [{ kind: "create", doc }]);
  return { code, expiresAtMs: nowMs + CODE_TTL_MS };
}
