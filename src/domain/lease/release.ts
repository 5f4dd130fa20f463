import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Decision } from "#domain/decision.ts";
import { backToQueue } from "#domain/lease/back-to-queue.ts";
import { fenced, leaseHeldBy, type Worker } from "#domain/lease/fence.ts";

export type Release = { readonly worker: Worker; readonly note: string };

export function decideRelease(
  job: JobDocument,
  { worker, note }: Release,
  nowMs: number,
): Decision<JobDocument, Refusal<"fenced">> {
  if (leaseHeldBy(job, worker) === null) return fenced(job);
  return backToQueue(job, { cause: "released", note, nowMs });
}
