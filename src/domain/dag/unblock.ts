import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Stage } from "#contract/stage.ts";
import { accept, type Decision, skip } from "#domain/decision.ts";
import { dependencyVerdict } from "#domain/dag/verdict.ts";

/** The stages must have been read after the change that is the news, or the last of them is missed. */
export function decideUnblock(
  job: JobDocument,
  stageOf: ReadonlyMap<string, Stage | null>,
  nowMs: number,
): Decision<JobDocument, never> {
  // A child that joined after the stages were read is unknown here: its own news comes.
  if (job.stage !== "blocked" || job.deps.some((id) => !stageOf.has(id))) return skip();
  switch (
    dependencyVerdict(
      job,
      job.deps.map((id) => stageOf.get(id) ?? null),
    )
  ) {
    case "wait":
      return skip();
    case "ready":
      return accept(
        { ...job, stage: "queued", queuedAtMs: nowMs, notBeforeMs: Math.max(nowMs, job.startAfterMs ?? 0) },
        { type: "job.unblocked" },
      );
    case "fail": {
      const outcome = {
        result: "failed",
        code: "dependency_failed",
        message: "A job that this one depends on did not ship.",
        sha: null,
        branch: null,
        exitCode: null,
      } as const;
      return accept({ ...job, stage: "failed", outcome, endedAtMs: nowMs }, { type: "job.failed", outcome });
    }
  }
}
