import * as z from "zod";
import { ProductId } from "#contract/id.ts";
import { STAGES } from "#contract/stage.ts";

export const ALERT_CODES = [
  "starvation",
  "unroutable",
  "stale_factory",
  "reaper_dead",
  "relay_lag",
  "entity_lag",
  "lease_expiry_rate",
] as const;
export const AlertCode = z.enum(ALERT_CODES).meta({ id: "AlertCode" });
export type AlertCode = z.infer<typeof AlertCode>;

/** `value` is what was measured and `limit` what it may be, both in the unit that the sentence names. */
export const Alert = z
  .object({ code: AlertCode, value: z.number(), limit: z.number(), message: z.string() })
  .meta({ id: "Alert" });
export type Alert = Readonly<z.infer<typeof Alert>>;

export const Metrics = z
  .object({
    productId: ProductId,
    /** Jobs that have not ended, by stage. Stages without any are left out. */
    jobs: z.partialRecord(z.enum(STAGES), z.int()),
    /** There are more open jobs than were looked at: the counts are the least that there are. */
    jobsCapped: z.boolean(),
    queueAgeMs: z.int(),
    unroutable: z.int(),
    factories: z.object({ live: z.int(), stale: z.int(), down: z.int(), notActive: z.int() }),
    seats: z.object({ used: z.int(), total: z.int(), utilisation: z.number() }),
    relayLagMs: z.int(),
    entityLagMs: z.int(),
    reaperAgeMs: z.int().nullable(),
    leaseExpiries: z.int(),
    alerts: z.array(Alert),
  })
  .meta({ id: "Metrics" });
export type Metrics = Readonly<z.infer<typeof Metrics>>;
