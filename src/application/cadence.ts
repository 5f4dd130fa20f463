import { type Cadence, STALE_AFTER_MS } from "#contract/factory.ts";
import { type Policy } from "#application/deps.ts";

const BEATS_PER_STALE = 6;
const RENEWALS_PER_LEASE = 3;
const CLAIM_ANYWAY_SEC = 60;

/** What the server dictates: several beats fit before a factory counts as stale, several renewals before a lease ends. */
export const cadenceOf = ({ leaseTtlMs }: Pick<Policy, "leaseTtlMs">): Cadence => ({
  heartbeatSec: Math.min(STALE_AFTER_MS / BEATS_PER_STALE, leaseTtlMs) / 1_000,
  leaseTtlSec: leaseTtlMs / 1_000,
  renewSec: leaseTtlMs / RENEWALS_PER_LEASE / 1_000,
  claimAnywaySec: CLAIM_ANYWAY_SEC,
});
