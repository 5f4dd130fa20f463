import * as z from "zod";
import { EpochMs } from "#contract/time.ts";

export const REAPER_ID = "reaper";

/** `fleet_queue_state`: when the reaper last ended a sweep, so that its silence can be seen. One for all products. */
export const ReaperDocument = z.object({ id: z.literal(REAPER_ID), productId: z.literal(REAPER_ID), atMs: EpochMs });
export type ReaperDocument = Readonly<z.infer<typeof ReaperDocument>>;
