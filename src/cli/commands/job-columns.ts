import { type Job } from "#contract/job.ts";
import { type Column } from "#cli/render/table.ts";
import { renderSpan } from "#cli/render/span.ts";
import { stageTint } from "#cli/render/stage-tint.ts";

/** The columns of a list of jobs; a held job says so beside its stage. */
export const jobColumns = (nowMs: number): readonly Column<Job>[] => [
  { title: "ID", of: (job) => job.id },
  { title: "STAGE", of: (job) => (job.held ? `${job.stage} (held)` : job.stage), tint: (job) => stageTint(job.stage) },
  { title: "PRIORITY", of: (job) => job.priority },
  { title: "FACTORY", of: (job) => job.lease?.holderFactoryId ?? "" },
  { title: "ATTEMPTS", of: (job) => `${job.attempts}/${job.attemptsMax}` },
  { title: "AGE", of: (job) => renderSpan(nowMs - Date.parse(job.submittedAt)) },
  { title: "TITLE", of: (job) => job.title },
];
