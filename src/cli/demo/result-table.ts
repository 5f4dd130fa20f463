import { type JobEvidence } from "#cli/demo/evidence.ts";
import { type Column } from "#cli/render/table.ts";
import { stageTint } from "#cli/render/stage-tint.ts";

const COMMIT_CHARS = 8;

/** One row a job: what became of it, where, and in how many attempts. */
export const RESULT_COLUMNS: readonly Column<JobEvidence>[] = [
  { title: "JOB", of: ({ job }) => job.title },
  { title: "STAGE", of: ({ job }) => job.stage, tint: ({ job }) => stageTint(job.stage) },
  { title: "FACTORY", of: ({ factories }) => factories.join(", then ") },
  { title: "ATTEMPTS", of: ({ factories }) => String(factories.length) },
  { title: "EPOCH", of: ({ job }) => String(job.leaseEpoch) },
  { title: "SECONDS", of: seconds },
  { title: "COMMIT", of: ({ job }) => job.outcome?.sha?.slice(0, COMMIT_CHARS) ?? "" },
];

/** From the first grant to the end of the work: waiting in the queue and for an operator is not counted. */
function seconds({ events }: JobEvidence): string {
  const granted = events.find((event) => event.type === "job.claimed");
  const finished = events.findLast((event) => event.type === "job.finished");
  if (granted === undefined || finished === undefined) return "";
  return ((Date.parse(finished.at) - Date.parse(granted.at)) / 1_000).toFixed(1);
}
