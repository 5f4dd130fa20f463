import { type Stage } from "#contract/stage.ts";

const NAMES = {
  queued: "Queued",
  blocked: "Blocked",
  assigned: "Assigned",
  building: "Building",
  review: "Review",
  testing: "Testing",
  shipped: "Shipped",
  failed: "Failed",
  dead_letter: "Dead letter",
} as const satisfies Record<Stage, string>;

export const stageName = (stage: Stage): string => NAMES[stage];
