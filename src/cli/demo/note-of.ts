import { type Job } from "#contract/job.ts";
import { type Stage } from "#contract/stage.ts";

const NOTHING = () => "";
const outcomeOf = (job: Job): string => job.outcome?.message ?? "";

const BY_STAGE: Readonly<Record<Stage, (job: Job) => string>> = {
  queued: (job) => (job.checkpoint === null ? "" : `waits, with the checkpoint: ${job.checkpoint.summary}`),
  blocked: (job) => (job.kind === "composite" ? "waits for its children" : "waits for other jobs"),
  assigned: NOTHING,
  building: NOTHING,
  review: NOTHING,
  testing: NOTHING,
  shipped: (job) => job.outcome?.sha?.slice(0, 10) ?? "",
  failed: outcomeOf,
  dead_letter: outcomeOf,
};

/** What is worth saying of a job beyond its stage: who has it, how far it got, or what came out. */
export function noteOf(job: Job, names: ReadonlyMap<string, string>): string {
  if (job.lease === null) return BY_STAGE[job.stage](job);
  const name = names.get(job.lease.holderFactoryId) ?? job.lease.holderFactoryId;
  return job.checkpoint === null ? name : `${name}: ${job.checkpoint.summary}`;
}
