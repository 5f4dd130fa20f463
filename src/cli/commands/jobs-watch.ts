import * as z from "zod";
import { type Job } from "#contract/job.ts";
import { PAGE_LIMIT_MAX } from "#contract/page.ts";
import { hasEnded } from "#contract/stage.ts";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { type Context } from "#cli/context.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { refuse } from "#cli/refuse.ts";
import { createLiveLines } from "#cli/render/live-lines.ts";
import { jobLine } from "#cli/render/job-line.ts";

const POLL_MS = 1_000;

export const jobsWatch = defineCommand({
  path: ["jobs", "watch"],
  summary: "the open jobs as they change; ends when none is open",
  options: [["--all", "do not end: wait for new jobs"]],
  input: z.object({ all: z.boolean().default(false) }),
  run: (context, { all }) =>
    withFleet(context, async (fleet) => {
      if (!context.json) context.terminal.err("Watching by polling every second. Ctrl-C ends.\n");
      const show = watcher(context);
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- one poll follows the other
        const reply = await fleet.listJobs({ query: { limit: PAGE_LIMIT_MAX } });
        if (!reply.ok) return refuse(context, reply.problem);
        show(reply.value.items);
        if (!all && reply.value.items.every((job) => hasEnded(job.stage))) return EXIT.ok;
        // oxlint-disable-next-line no-await-in-loop -- the pause between two polls
        await context.terminal.sleep(POLL_MS);
      }
    }),
});

/** Repaints in place for a person; for a program, one line for every job that has changed since it was last shown. */
function watcher(context: Context): (jobs: readonly Job[]) => void {
  const { terminal } = context;
  const live = createLiveLines(terminal);
  const shown = new Map<string, number>();
  return (jobs) => {
    const oldestFirst = jobs.toReversed().filter((job) => shown.has(job.id) || !hasEnded(job.stage));
    const changed = oldestFirst.filter((job) => shown.get(job.id) !== job.rev);
    for (const job of changed) shown.set(job.id, job.rev);
    if (context.json) for (const job of changed) terminal.out(`${JSON.stringify(job)}\n`);
    else if (terminal.outIsTty) live.paint(oldestFirst.map((job) => jobLine(job, terminal)));
    else for (const job of changed) terminal.out(`${jobLine(job, terminal)}\n`);
  };
}
