import * as z from "zod";
import { ProductId } from "#contract/id.ts";
import { MicroUsd } from "#contract/money.ts";
import { EpochMs } from "#contract/time.ts";

/** `fleet_queue_state`: the version a factory polls. Only ever upwards; written by the product's entity. */
export const QueueStateDocument = z.object({
  id: z.literal("queue-state"),
  productId: ProductId,
  version: z.int().min(1),
  /** The newest change that this version covers: older than the newest operation by too much means the entity is late. */
  coversAtMs: EpochMs,
});
export type QueueStateDocument = Readonly<z.infer<typeof QueueStateDocument>>;
export const QUEUE_STATE_ID = "queue-state";

/** `fleet_budgets`, the spend half: a projection of the runs, written by the product's entity, only upwards. */
export const SpendDocument = z.object({
  id: z.literal("spend"),
  productId: ProductId,
  spentMicroUsd: MicroUsd,
  /** The newest of it by UTC day, numbered from 1 January 1970: the day on which it was counted. */
  days: z.record(z.string(), MicroUsd).default({}),
});
export type SpendDocument = Readonly<z.infer<typeof SpendDocument>>;
export const SPEND_ID = "spend";
