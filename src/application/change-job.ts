import { type Actor } from "#contract/actor.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { operationIdOf } from "#contract/documents/operation-record.ts";
import { type Problem, type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { execute, type Executed } from "#application/execute.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { JOBS } from "#application/ports/collections.ts";
import { type Decision, refuse } from "#domain/decision.ts";
import { planOperation } from "#domain/operation/plan-operation.ts";

export type JobChange<Reason extends Problem> = {
  readonly productId: string;
  readonly jobId: string;
  readonly opId: string;
  readonly actor: Actor;
  readonly decide: (job: JobDocument, nowMs: number) => Decision<JobDocument, Reason>;
};
type Absent = Refusal<"job-not-found">;

/** One operation on one existing job, through the loop. */
export const changeJob = <Reason extends Problem>(
  deps: Deps,
  change: JobChange<Reason>,
): Promise<Executed<Reason | Absent>> => {
  const recordId = operationIdOf(change.jobId, change.opId);
  return execute<Reason | Absent>(deps, { productId: change.productId, recordId }, async (nowMs) => {
    const before = await deps.store.read(JOBS, change.productId, change.jobId);
    if (before === null) return refuse({ code: "job-not-found", jobId: change.jobId });
    const decision = change.decide(before.value, nowMs);
    if (decision.kind !== "accept") return decision;
    const planned = planOperation({
      recordId,
      before,
      next: decision.next,
      facts: decision.facts,
      actor: change.actor,
      nowMs,
    });
    return { kind: "commit", ...planned };
  });
};

/** The same, answered with the job: as it was committed, or as it is now when the operation had taken effect before. */
export async function changeJobAndAnswer<Reason extends Problem>(
  deps: Deps,
  change: JobChange<Reason>,
): Promise<Outcome<JobDocument, Reason | Absent | Refusal<"contention">>> {
  const executed = await changeJob(deps, change);
  if (executed.kind === "committed") return done(executed.job);
  if (executed.kind === "refused") return refused(executed.problem);
  const current = await deps.store.read(JOBS, change.productId, change.jobId);
  return current === null ? refused({ code: "job-not-found", jobId: change.jobId }) : done(current.value);
}
