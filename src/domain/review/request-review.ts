import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Outcome } from "#contract/outcome.ts";
import { type Refusal } from "#contract/problem.ts";
import { canMove } from "#contract/stage.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";
import { finishAttempt } from "#domain/job/finish-attempt.ts";
import { fenced, leaseHeldBy, type Worker } from "#domain/lease/fence.ts";

export type RequestReview = {
  readonly by: string;
  /** The holder's lease; null when an operator asks. */
  readonly worker: Worker | null;
  readonly reviewers: number;
  readonly expiresAfterMs: number | null;
  readonly note: string;
  readonly outcome: Omit<Outcome, "result"> | null;
};
type Reason = Refusal<"fenced" | "action-not-allowed">;

/**
 * RV6: the holder asks for eyes on what it made, which ends its attempt; an operator asks for more of them, or again
 * after the first wait ran out. Nobody can ask for fewer than the job needs.
 */
export function decideRequestReview(
  job: JobDocument,
  request: RequestReview,
  nowMs: number,
): Decision<JobDocument, Reason> {
  const no = (reason: string) => refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
  const needed = Math.max(job.reviewersNeeded, request.reviewers);
  const expiresAtMs = nowMs + (request.expiresAfterMs ?? job.reviewMaxMs);
  const asked = { type: "job.review_requested", by: request.by, needed, expiresAtMs, note: request.note } as const;
  const terms = { reviewersNeeded: needed, reviewExpiresAtMs: expiresAtMs };
  if (request.worker === null) {
    if (job.stage !== "review") return no(`Only a job in review can be reviewed. This one is ${job.stage}.`);
    return accept({ ...job, ...terms }, asked);
  }
  if (leaseHeldBy(job, request.worker) === null) return fenced(job);
  if (!canMove(job.stage, "review")) return no("It cannot go to review.");
  const said = request.outcome ?? { code: "unsaid", message: "", sha: null, branch: null, exitCode: null };
  const outcome = { ...said, result: "succeeded" } as const;
  return accept(
    { ...finishAttempt(job, "review", outcome, nowMs), ...terms },
    { type: "job.finished", outcome },
    asked,
  );
}
