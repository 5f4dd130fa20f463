/**
 * Provisioned throughput of one physical partition: a second's worth of request units, refilled as time passes. The
 * request that empties it is still served and leaves a debt, as in the service: a charge is known only afterwards.
 */
export type TokenBucket = { budgetRu: number; filledAtMs: number };

export const emptyBucket = (): TokenBucket => ({ budgetRu: 0, filledAtMs: Number.NEGATIVE_INFINITY });

/** How long to wait before there is budget again, in milliseconds; null when there is some now. */
export function waitFor(bucket: TokenBucket, ruPerSecond: number, nowMs: number): number | null {
  const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
  bucket.budgetRu = elapsedMs === Infinity ? ruPerSecond : bucket.budgetRu + (elapsedMs / 1000) * ruPerSecond;
  bucket.budgetRu = Math.min(bucket.budgetRu, ruPerSecond);
  bucket.filledAtMs = nowMs;
  if (bucket.budgetRu > 0) return null;
  return Math.max(1, Math.ceil(((1 - bucket.budgetRu) / ruPerSecond) * 1000));
}

export function spend(bucket: TokenBucket, chargeRu: number): void {
  bucket.budgetRu -= chargeRu;
}
