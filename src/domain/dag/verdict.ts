import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Stage } from "#contract/stage.ts";

export type Verdict = "ready" | "wait" | "fail";
type Waiting = Pick<JobDocument, "depsMode" | "onDepFailure" | "deps" | "depsExpected">;

/** DG1: what a blocked job may do, given the stages of all that it depends on (null: it does not exist any more). */
export function dependencyVerdict(job: Waiting, stages: readonly (Stage | null)[]): Verdict {
  // A composite counts its children among its dependencies, so it waits until all that were announced are there.
  if (job.deps.length < job.depsExpected) return "wait";
  const shipped = stages.filter((stage) => stage === "shipped").length;
  const failed = stages.filter((stage) => stage === null || stage === "failed" || stage === "dead_letter").length;
  const failuresCount = job.onDepFailure === "ignore" ? failed : 0;
  const needed = job.depsMode === "all" ? stages.length : Math.min(1, stages.length);
  if (shipped + failuresCount >= needed) return "ready";
  const hopeless = job.depsMode === "all" ? failed > 0 : failed === stages.length;
  return hopeless && job.onDepFailure === "fail" ? "fail" : "wait";
}
