import { type Job } from "#contract/job.ts";
import { jobLine } from "#cli/render/job-line.ts";
import { createLiveLines } from "#cli/render/live-lines.ts";
import { type Look } from "#cli/render/table.ts";
import { renderElapsed } from "#cli/demo/render-elapsed.ts";

export type Narrator = {
  /** A sentence that stays. */
  readonly say: (sentence: string) => void;
  /** The jobs as they are now, each with what is known of it beyond its own fields. */
  readonly show: (jobs: readonly { readonly job: Job; readonly note: string }[]) => void;
};
type Options = {
  readonly out: (text: string) => void;
  readonly look: Look;
  readonly nowMs: () => number;
  readonly startedMs: number;
};

/** One live line a job on a terminal; in a pipe one line for every change. */
export function createNarrator({ out, look, nowMs, startedMs }: Options): Narrator {
  const live = createLiveLines({ out });
  const shown = new Map<string, string>();
  const stamped = (text: string) => `${renderElapsed(nowMs() - startedMs)}  ${text}`;
  return {
    say: (sentence) => (look.outIsTty ? live.say(stamped(sentence)) : out(`${stamped(sentence)}\n`)),
    show: (jobs) => {
      if (look.outIsTty) return live.paint(jobs.map(({ job, note }) => jobLine(job, look, note)));
      for (const { job, note } of jobs) {
        const line = jobLine(job, look, note);
        if (shown.get(job.id) === line) continue;
        shown.set(job.id, line);
        out(`${stamped(line)}\n`);
      }
      return undefined;
    },
  };
}
