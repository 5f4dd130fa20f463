import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { FactoryId, ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

export const SEATS_MAX = 64;
export const HEALTHS = ["ok", "degraded", "down"] as const;
export const LIFECYCLES = ["active", "draining", "paused", "quarantined"] as const;

/** `fleet_factories`: one worker host of one product. */
export const FactoryDocument = z.object({
  id: FactoryId,
  kind: z.literal("factory"),
  productId: ProductId,
  name: z.string(),
  capabilities: Capabilities,
  health: z.enum(HEALTHS),
  load: z.number().min(0),
  seatLimit: z.int().min(1).max(SEATS_MAX),
  lifecycle: z.enum(LIFECYCLES),
  lifecycleBy: z.string().nullable(),
  lifecycleNote: z.string().nullable(),
  /** When an operator's order ends by itself; null when only an operator ends it. */
  lifecycleUntilMs: EpochMs.nullable().default(null),
  /** The newest rotation, so that the same attempt may repeat itself after a lost reply. */
  rotation: z
    .object({ rotationId: z.string(), tokenHash: z.string(), overlapUntilMs: EpochMs })
    .nullable()
    .default(null),
  /** When its tokens were last revoked: shortly after, a remembered one must not get itself a new one. */
  tokensRevokedAtMs: EpochMs.nullable().default(null),
  bootId: z.int().min(0),
  version: z.string(),
  enrolledAtMs: EpochMs,
  lastHeartbeatAtMs: EpochMs.nullable(),
});
export type FactoryDocument = Readonly<z.infer<typeof FactoryDocument>>;
