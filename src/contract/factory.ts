import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { HEALTHS, LIFECYCLES } from "#contract/documents/factory-document.ts";
import { FactoryId, ProductId } from "#contract/id.ts";
import { Timestamp } from "#contract/time.ts";

/** A factory that has not been heard of for this long is stale: it gets no job, and its leases run out by themselves. */
export const STALE_AFTER_MS = 90_000;

/** What the server dictates to workers, in every reply to one. */
export const Cadence = z
  .object({ heartbeatSec: z.number(), leaseTtlSec: z.number(), renewSec: z.number(), claimAnywaySec: z.number() })
  .meta({ id: "Cadence" });
export type Cadence = Readonly<z.infer<typeof Cadence>>;

export const Factory = z
  .object({
    id: FactoryId,
    productId: ProductId,
    name: z.string(),
    capabilities: Capabilities,
    health: z.enum(HEALTHS),
    load: z.number(),
    seatLimit: z.int(),
    seatsUsed: z.int(),
    lifecycle: z.enum(LIFECYCLES),
    lifecycleBy: z.string().nullable().default(null),
    lifecycleNote: z.string().nullable(),
    lifecycleUntil: Timestamp.nullable().default(null),
    version: z.string(),
    stale: z.boolean(),
    enrolledAt: Timestamp,
    lastHeartbeatAt: Timestamp.nullable(),
  })
  .meta({ id: "Factory" });
export type Factory = Readonly<z.infer<typeof Factory>>;
