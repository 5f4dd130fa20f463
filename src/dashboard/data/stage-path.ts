import { type Job } from "#contract/job.ts";
import { type Stage } from "#contract/stage.ts";

export type Step = { readonly stage: Stage; readonly state: "done" | "current" | "ahead" };
type Subject = Pick<Job, "stage" | "reviewersNeeded">;

const WAY: readonly Stage[] = ["queued", "assigned", "building", "review", "testing", "shipped"];

/** The way of a job from the queue to its end. A job that left the way shows where it is at the end of it. */
export function stagePath({ stage, reviewersNeeded }: Subject): readonly Step[] {
  const way = WAY.filter((each) => each !== "review" || reviewersNeeded > 0 || stage === "review");
  const left = stage === "failed" || stage === "dead_letter";
  const stages = stage === "blocked" ? [stage, ...way] : left ? [...way.slice(0, -1), stage] : way;
  const at = stages.indexOf(stage);
  const stateOf = (index: number): Step["state"] => {
    if (index === at) return "current";
    // Which stages a failed job saw is told by its events, not by its stage.
    return index < at && !left ? "done" : "ahead";
  };
  return stages.map((each, index) => ({ stage: each, state: stateOf(index) }));
}
