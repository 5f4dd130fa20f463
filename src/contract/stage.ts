import * as z from "zod";

export const STAGES = [
  "queued",
  "blocked",
  "assigned",
  "building",
  "review",
  "testing",
  "shipped",
  "failed",
  "dead_letter",
] as const;

export const Stage = z.enum(STAGES).meta({ id: "Stage" });
export type Stage = z.infer<typeof Stage>;

/**
 * The state machine as data: the domain asserts it, the page disables buttons with it, the tests walk it.
 * A held job is a waiting job with a hold on it and a cancelled one is a failed job whose end says so: neither is a
 * stage, so that releasing or requeuing never loses the job's place or its history.
 */
export const STAGE_TRANSITIONS = {
  queued: ["assigned", "blocked", "failed"],
  blocked: ["queued", "failed"],
  assigned: ["building", "queued", "failed", "dead_letter"],
  building: ["review", "testing", "queued", "failed", "dead_letter"],
  review: ["testing", "queued", "failed"],
  testing: ["shipped", "queued", "failed"],
  failed: ["queued", "dead_letter"],
  dead_letter: ["queued"],
  shipped: [],
} as const satisfies Record<Stage, readonly Stage[]>;

export const canMove = (from: Stage, to: Stage): boolean => {
  const targets: readonly Stage[] = STAGE_TRANSITIONS[from];
  return targets.includes(to);
};

const ENDED: ReadonlySet<Stage> = new Set<Stage>(["shipped", "failed", "dead_letter"]);
/** Nothing happens to such a job by itself any more; `failed` and `dead_letter` wait for an operator. */
export const hasEnded = (stage: Stage): boolean => ENDED.has(stage);
