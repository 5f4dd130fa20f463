import { type JobDocument } from "#contract/documents/job-document.ts";
import { DEPS_MAX } from "#contract/manifest/manifest.ts";
import { type Refusal } from "#contract/problem.ts";
import { accept, type Decision, refuse } from "#domain/decision.ts";

/** A composite waits for its children like for any dependency; they join it in the batch that submits them. */
export function decideAddChild(
  parent: JobDocument,
  childId: string,
): Decision<JobDocument, Refusal<"parent-not-open">> {
  const no = (reason: string) => refuse({ code: "parent-not-open", jobId: parent.id, reason });
  if (parent.jobKind !== "composite") return no("It is no composite job.");
  if (parent.stage !== "blocked") return no(`It is ${parent.stage} and waits for no more children.`);
  if (parent.deps.length >= DEPS_MAX) return no(`It has ${DEPS_MAX} already.`);
  return accept({ ...parent, deps: [...parent.deps, childId] }, { type: "job.child_added", childId });
}
