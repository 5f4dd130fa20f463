import * as z from "zod";
import { Actor } from "#contract/actor.ts";
import { JobId, ProductId } from "#contract/id.ts";
import { Stage } from "#contract/stage.ts";
import { Timestamp } from "#contract/time.ts";

/** An event on the wire: `type` and the facts of its kind in `data`. */
export const FleetEvent = z
  .object({
    productId: ProductId,
    jobId: JobId,
    seq: z.int().min(1),
    type: z.string(),
    at: Timestamp,
    actor: Actor,
    stage: Stage,
    epoch: z.int().min(0),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "FleetEvent" });
export type FleetEvent = Readonly<z.infer<typeof FleetEvent>>;
