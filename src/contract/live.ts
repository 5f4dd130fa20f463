import * as z from "zod";
import { FleetEvent } from "#contract/fleet-event.ts";
import { ProductId } from "#contract/id.ts";
import { Timestamp } from "#contract/time.ts";

export const LIVE_HUB = "fleet";
export const TICK_PERIOD_MS = 10_000;

/** Web PubSub groups. A token for a product may join its groups and no other product's. */
export const liveGroups = {
  product: (productId: string): string => `fleet.${productId}`,
  job: (productId: string, jobId: string): string => `fleet.${productId}.job.${jobId}`,
  wake: (productId: string): string => `fleet.${productId}.wake`,
} as const;

/** What crosses Web PubSub: hints and small deltas. REST holds the truth, and a gap in `version` or `seq` sends one there. */
export const LiveMessage = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("tick"), productId: ProductId, version: z.int(), serverTime: Timestamp }),
    z.object({ type: z.literal("events"), productId: ProductId, events: z.array(FleetEvent) }),
    z.object({ type: z.literal("factories"), productId: ProductId }),
    z.object({ type: z.literal("wake"), productId: ProductId }),
    /** The spend reached a share of the ceiling. */
    z.object({ type: z.literal("budget"), productId: ProductId, percent: z.int() }),
  ])
  .meta({ id: "LiveMessage" });
export type LiveMessage = Readonly<z.infer<typeof LiveMessage>>;
