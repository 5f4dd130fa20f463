import { type FactoryDocument } from "#contract/documents/factory-document.ts";

/** How long the tokens before a rotation stay good: calls that are under way, and a reply that was lost, outlive it. */
const OVERLAP_MS = 10 * 60_000;
/** Longer than any instance remembers a token. */
const REMEMBERED_AT_MOST_MS = 5_000;

/** FL1: a repetition keeps the end of the overlap that its first attempt began. */
export function withRotation(
  factory: FactoryDocument,
  { rotationId, tokenHash }: { readonly rotationId: string; readonly tokenHash: string },
  nowMs: number,
): FactoryDocument & { readonly rotation: NonNullable<FactoryDocument["rotation"]> } {
  const earlier = factory.rotation?.rotationId === rotationId ? factory.rotation : null;
  const overlapUntilMs = earlier?.overlapUntilMs ?? nowMs + OVERLAP_MS;
  return { ...factory, rotation: { rotationId, tokenHash, overlapUntilMs } };
}

/** FL3: a token that was revoked may be remembered for seconds, and must not get itself a successor in that time. */
export const mayRotateItself = ({ tokensRevokedAtMs }: FactoryDocument, nowMs: number): boolean =>
  tokensRevokedAtMs === null || nowMs - tokensRevokedAtMs > REMEMBERED_AT_MOST_MS;

/** No rotation that is under way may hand out its token after this. */
export const withTokensRevoked = (factory: FactoryDocument, nowMs: number): FactoryDocument => ({
  ...factory,
  rotation: null,
  tokensRevokedAtMs: nowMs,
});
