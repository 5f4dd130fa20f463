import { spend, type TokenBucket, waitFor } from "#local/cosmos/charge/token-bucket.ts";
import { Refusal, THROUGHPUT_EXCEEDED } from "#local/cosmos/refusal.ts";
import { type Container } from "./container.ts";
import { type PhysicalPartition } from "./partition.ts";

type Account = { readonly bucket: TokenBucket; readonly ruPerSecond: number };

/** A container's own throughput is split over its partitions; a database's is one pot for its containers without any. */
function accountOf(container: Container, physical: PhysicalPartition): Account | null {
  const { throughput, database, partitions } = container;
  if (throughput !== null) {
    return { bucket: physical.bucket, ruPerSecond: throughput.ruPerSecond / partitions.length };
  }
  if (database.throughput === null) return null;
  return { bucket: database.bucket, ruPerSecond: database.throughput.ruPerSecond };
}

/** 429 while the provisioned throughput is used up, with how long to wait; null when the request may run. */
export function throttle(container: Container, physical: PhysicalPartition, nowMs: number): Refusal | null {
  const account = accountOf(container, physical);
  if (account === null) return null;
  const retryAfterMs = waitFor(account.bucket, account.ruPerSecond, nowMs);
  if (retryAfterMs === null) return null;
  return new Refusal(
    429,
    "TooManyRequests",
    "Request rate is large. More Request Units may be needed, so no changes were made. Please retry this request later.",
    { substatus: THROUGHPUT_EXCEEDED, retryAfterMs },
  );
}

/** Takes a request's charge from whatever pays for it. */
export function pay(container: Container, physical: PhysicalPartition, chargeRu: number): void {
  const account = accountOf(container, physical);
  if (account !== null) spend(account.bucket, chargeRu);
}
