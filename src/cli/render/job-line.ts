import { type Job } from "#contract/job.ts";
import { paint } from "#cli/render/colour.ts";
import { clip, plainText } from "#cli/render/plain-text.ts";
import { stageTint } from "#cli/render/stage-tint.ts";
import { type Look } from "#cli/render/table.ts";

const STAGE_WIDTH = 12;
const EPOCH_WIDTH = 10;
const TITLE_WIDTH_MAX = 40;
const TITLE_WIDTH_MIN = 8;
const GAP = "  ";

type Shown = Pick<Job, "id" | "stage" | "title" | "leaseEpoch">;

/** One job on one line: a person sees columns, a program tab-separated values. `note` says what it is doing just now. */
export function jobLine(job: Shown, look: Look, note = ""): string {
  const title = plainText(job.title);
  const epoch = job.leaseEpoch === 0 ? "" : `epoch ${job.leaseEpoch}`;
  if (!look.outIsTty) return [job.id, job.stage, epoch, title, plainText(note)].filter(Boolean).join("\t");
  const fixed = STAGE_WIDTH + EPOCH_WIDTH + GAP.length;
  const titleWidth = Math.min(TITLE_WIDTH_MAX, Math.max(TITLE_WIDTH_MIN, look.columns - fixed));
  const stage = job.stage.padEnd(STAGE_WIDTH);
  const tint = stageTint(job.stage);
  const parts = [
    clip(title, titleWidth).padEnd(titleWidth),
    GAP,
    tint === null ? stage : paint(stage, tint, look.colour),
    clip(epoch, EPOCH_WIDTH - 1).padEnd(EPOCH_WIDTH),
    // A wrapped line could not be painted over, so the note gets only what is left.
    clip(plainText(note), look.columns - fixed - titleWidth),
  ];
  return parts.join("").trimEnd();
}
