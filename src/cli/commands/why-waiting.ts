import { type Factory } from "#contract/factory.ts";
import { type Job } from "#contract/job.ts";

type Dependency = Pick<Job, "id" | "title" | "stage">;

/** The reasons why a job is not being worked on, the deciding one first. Empty when it is, or when it has ended. */
export function whyWaiting(
  job: Job,
  facts: {
    readonly dependencies: readonly Dependency[];
    readonly factories: readonly Factory[];
    readonly nowMs: number;
  },
): readonly string[] {
  if (job.stage === "review" || job.stage === "testing") return [whichPerson(job)];
  if (job.stage !== "queued" && job.stage !== "blocked") return [];
  if (job.held) return [`It is on hold: ${job.holdNote ?? "no reason was given"}.`];
  if (job.stage === "blocked") return whyBlocked(job, facts.dependencies);
  if (job.notBefore !== null && Date.parse(job.notBefore) > facts.nowMs)
    return [`It may not start before ${job.notBefore}.`];
  if (facts.factories.length === 0) return ["No factory has enrolled in this product."];
  return facts.factories.map((factory) => `${factory.name}: ${whyNotThere(job, factory)}`);
}

/** The step that a person has to take next, for a job that waits for one. */
export const whichPerson = ({ id, stage, approvals, reviewersNeeded }: Job): string =>
  stage === "review"
    ? `It waits for approval (${approvals} of ${reviewersNeeded}): agf jobs approve ${id}`
    : `It waits to be shipped: agf jobs ship ${id}`;

function whyBlocked(job: Job, dependencies: readonly Dependency[]): readonly string[] {
  const open = dependencies.filter((dependency) => dependency.stage !== "shipped");
  if (open.length > 0) return open.map(({ id, title, stage }) => `It waits for ${id} (${title}), which is ${stage}.`);
  return job.kind === "composite"
    ? ["It waits until all of its children have shipped."]
    : ["It is about to be unblocked."];
}

function whyNotThere(job: Job, factory: Factory): string {
  const lacks = job.capabilities.filter((capability) => !factory.capabilities.includes(capability));
  if (lacks.length > 0) return `does not offer ${lacks.join(", ")}.`;
  if (factory.lifecycle !== "active") return `is ${factory.lifecycle}.`;
  if (factory.stale) return "has not been heard of for too long.";
  if (factory.health === "down") return "says that it is down.";
  if (factory.seatsUsed >= factory.seatLimit) return `all ${factory.seatLimit} seats are taken.`;
  return "can take it, and will with its next claim.";
}
