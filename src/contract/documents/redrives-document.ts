import * as z from "zod";
import { ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

export const REDRIVES_ID = "redrives";

/** `fleet_queue_state`: how many dead jobs were put back in the present minute. */
export const RedrivesDocument = z.object({
  id: z.literal(REDRIVES_ID),
  productId: ProductId,
  windowStartMs: EpochMs,
  count: z.int().min(0),
});
export type RedrivesDocument = Readonly<z.infer<typeof RedrivesDocument>>;
