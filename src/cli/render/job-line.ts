import { type Job } from "#contract/job.ts";
import { paint } from "#cli/render/colour.ts";
import { clip, plainText } from "#cli/render/plain-text.ts";
import { stageTint } from "#cli/render/stage-tint.ts";
import { type Look } from "#cli/render/table.ts";

const STAGE_WIDTH = 12;
const TITLE_WIDTH = 40;

/** One job on one line: a person sees columns, a program tab-separated values. `note` says what it is doing just now. */
export function jobLine(
  job: Pick<Job, "id" | "stage" | "title" | "leaseEpoch" | "attempts">,
  look: Look,
  note = "",
): string {
  const title = plainText(job.title);
  const epoch = job.leaseEpoch === 0 ? "" : `epoch ${job.leaseEpoch}`;
  if (!look.outIsTty) return [job.id, job.stage, epoch, title, plainText(note)].filter(Boolean).join("\t");
  const tint = stageTint(job.stage);
  const stage = job.stage.padEnd(STAGE_WIDTH);
  const head = `${clip(title, TITLE_WIDTH).padEnd(TITLE_WIDTH)}  ${tint === null ? stage : paint(stage, tint, look.colour)}${epoch.padEnd(9)}`;
  const room = look.columns - TITLE_WIDTH - STAGE_WIDTH - 12;
  return `${head} ${clip(plainText(note), Math.max(0, room))}`.trimEnd();
}
