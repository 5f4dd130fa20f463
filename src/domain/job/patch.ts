import { type CheckpointInput } from "#contract/checkpoint.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { type EventFacts } from "#contract/event.ts";
import { type Outcome } from "#contract/outcome.ts";
import { type Refusal } from "#contract/problem.ts";
import { canMove } from "#contract/stage.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";
import { failAttempt } from "#domain/job/fail-attempt.ts";
import { finishAttempt } from "#domain/job/finish-attempt.ts";
import { fenced, leaseHeldBy, type Worker } from "#domain/lease/fence.ts";

export type Patch = {
  readonly worker: Worker;
  readonly stage: "building" | "review" | "testing" | "failed" | null;
  readonly checkpoint: CheckpointInput | null;
  readonly outcome: Omit<Outcome, "result"> | null;
  readonly jitter: number;
};
type Reason = Refusal<"fenced"> | Refusal<"action-not-allowed">;

/** The holder's report: a checkpoint, a step, or the end of its attempt. One request is one commit, whatever it brings. */
export function decidePatch(job: JobDocument, patch: Patch, nowMs: number): Decision<JobDocument, Reason> {
  const lease = leaseHeldBy(job, patch.worker);
  if (lease === null) return fenced(job);
  if (patch.stage !== null && !canMove(job.stage, patch.stage))
    return notAllowed(job, `It cannot go to ${patch.stage}.`);
  const facts: EventFacts[] = [];
  let next = job;
  if (patch.checkpoint !== null) {
    const checkpoint = { ...patch.checkpoint, epoch: lease.epoch, atMs: nowMs };
    next = { ...next, checkpoint };
    facts.push({ type: "job.checkpointed", checkpoint });
  }
  const moved = move({ ...next, progressAtMs: nowMs }, patch, lease.holderFactoryId, nowMs);
  const [first, ...rest] = [...facts, ...moved.facts];
  if (first === undefined) return notAllowed(job, "The request changes nothing: send a stage, a checkpoint or both.");
  return accept(moved.next, first, ...rest);
}

type Moved = { readonly next: JobDocument; readonly facts: readonly EventFacts[] };

function move(job: JobDocument, patch: Patch, factoryId: string, nowMs: number): Moved {
  switch (patch.stage) {
    case null:
      return { next: job, facts: [] };
    case "building":
      return { next: { ...job, stage: "building" }, facts: [{ type: "job.started", factoryId }] };
    case "failed":
      return failAttempt(job, { outcome: outcomeOf(patch, "failed"), jitter: patch.jitter, cause: "failed" }, nowMs);
    case "review":
    case "testing": {
      const outcome = outcomeOf(patch, "succeeded");
      // A finished attempt holds no seat while people look at it. Whoever needs reviewers cannot skip them.
      const stage = job.reviewersNeeded > 0 ? "review" : "testing";
      return { next: finishAttempt(job, stage, outcome, nowMs), facts: [{ type: "job.finished", outcome }] };
    }
  }
}

const outcomeOf = (patch: Patch, result: Outcome["result"]): Outcome => ({
  ...(patch.outcome ?? { code: "unsaid", message: "", sha: null, branch: null, exitCode: null }),
  result,
});

const notAllowed = (job: JobDocument, reason: string) =>
  refuse({ code: "action-not-allowed", jobId: job.id, stage: job.stage, reason });
