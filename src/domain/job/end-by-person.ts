import { type JobDocument } from "#contract/documents/job-document.ts";
import { accept, type Decision } from "#domain/decision.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type EndByPerson = { readonly result: "rejected" | "cancelled"; readonly note: string };

/** A person ends the job: whoever holds it is fenced from this commit on. */
export function endByPerson(
  job: JobDocument,
  { result, note }: EndByPerson,
  nowMs: number,
): Decision<JobDocument, never> {
  const outcome = {
    result,
    code: result,
    message: note,
    sha: job.outcome?.sha ?? null,
    branch: job.outcome?.branch ?? null,
    exitCode: null,
  };
  const next: JobDocument = {
    ...withoutLease(job),
    stage: "failed",
    outcome,
    hold: null,
    endedAtMs: nowMs,
    reviewExpiresAtMs: null,
  };
  return accept(next, result === "cancelled" ? { type: "job.cancelled", note } : { type: "job.rejected", note });
}
