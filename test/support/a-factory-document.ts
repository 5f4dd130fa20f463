import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { factoryIdOf, NOW_MS, PRODUCT } from "./ids.ts";

/** Factory 1 of the product, alive and with two seats. */
export const aFactoryDocument = (given: Partial<FactoryDocument> = {}): FactoryDocument => ({
  id: factoryIdOf(1),
  kind: "factory",
  productId: PRODUCT,
  name: "forge-1",
  capabilities: ["engine:shell", "os:linux"],
  health: "ok",
  load: 0,
  seatLimit: 2,
  lifecycle: "active",
  lifecycleBy: null,
  lifecycleNote: null,
  lifecycleUntilMs: null,
  rotation: null,
  tokensRevokedAtMs: null,
  bootId: 1,
  version: "1.0.0",
  enrolledAtMs: NOW_MS,
  lastHeartbeatAtMs: NOW_MS,
  ...given,
});
