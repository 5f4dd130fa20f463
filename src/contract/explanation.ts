import * as z from "zod";
import { FactoryId } from "#contract/id.ts";
import { Timestamp } from "#contract/time.ts";

/** Why a job waits: the one reason that matters most, what to do about it, and how every factory stands to the job. */
export const WhyNot = z
  .object({
    reason: z.string(),
    message: z.string(),
    nextStep: z.string(),
    /** What no live factory offers, each with the advertised token that is nearest to it. */
    missing: z.array(z.object({ capability: z.string(), nearest: z.string().nullable() })),
    /** The place at the factory where the job is nearest to its start; null when it waits for no seat. */
    queue: z
      .object({ factoryId: FactoryId, position: z.int(), seatsFree: z.int(), higherClassAhead: z.int() })
      .nullable(),
    /** The eligible ones first, the best of them first. */
    factories: z.array(
      z.object({
        factoryId: FactoryId,
        name: z.string(),
        eligible: z.boolean(),
        reason: z.string().nullable(),
        missing: z.array(z.string()),
        score: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "WhyNot" });
export type WhyNot = z.infer<typeof WhyNot>;

/** What kept the job, or who had it, from this instant on. */
export const ReasonSince = z.object({ at: Timestamp, seq: z.int(), reason: z.string() }).meta({ id: "ReasonSince" });
export type ReasonSince = z.infer<typeof ReasonSince>;
