import { type JobDocument } from "#contract/documents/job-document.ts";
import { accept, type Decision } from "#domain/decision.ts";
import { withoutLease } from "#domain/lease/end-lease.ts";

export type RequestChanges = { readonly by: string; readonly note: string };

/** The job goes back with the reviewer's words for the next attempt, which starts from the checkpoint. */
export function decideRequestChanges(
  job: JobDocument,
  { by, note }: RequestChanges,
  nowMs: number,
): Decision<JobDocument, never> {
  const cause = "changes_requested";
  const next: JobDocument = {
    ...withoutLease(job),
    stage: "queued",
    approvals: [],
    changeRequest: { by, note, atMs: nowMs },
    reviewExpiresAtMs: null,
    notBeforeMs: nowMs,
    requeues: { ...job.requeues, [cause]: (job.requeues[cause] ?? 0) + 1 },
  };
  return accept(
    next,
    { type: "job.changes_requested", by, note },
    { type: "job.requeued", cause, note, notBeforeMs: nowMs },
  );
}
