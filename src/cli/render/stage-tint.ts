import { type Stage } from "#contract/stage.ts";
import { type Tint } from "#cli/render/colour.ts";

const TINTS: Readonly<Record<Stage, Tint | null>> = {
  queued: null,
  blocked: "dim",
  assigned: "cyan",
  building: "cyan",
  review: "yellow",
  testing: "yellow",
  shipped: "green",
  failed: "red",
  dead_letter: "red",
};

export const stageTint = (stage: Stage): Tint | null => TINTS[stage];
