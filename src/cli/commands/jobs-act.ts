import * as z from "zod";
import { JOB_ACTIONS, type JobAction } from "#contract/job-can.ts";
import { type Command, defineCommand } from "#cli/command.ts";
import { ofJob } from "#cli/commands/job-options.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

const SUMMARIES: Readonly<Record<JobAction, string>> = {
  ship: "a job in testing is done: ship it",
  approve: "approve what a job in review has made",
  reject: "refuse what a job in review or testing has made",
  requeue: "let it be tried again",
  cancel: "end it without a result",
  hold: "keep a waiting job from being claimed",
  release: "let a held job be claimed again",
};

/** `agf jobs ship|approve|…`: one command an action, so that help and did-you-mean know each by its name. */
export const jobActions: readonly Command[] = JOB_ACTIONS.map((action) =>
  defineCommand({
    path: ["jobs", action],
    summary: SUMMARIES[action],
    args: "<id>",
    options: [["--note <text>", "why, for the record"]],
    input: z.object({ ...ofJob, note: z.string().default("") }),
    run: (context, { id, note }) =>
      withFleet(context, async (fleet) => {
        const body = { opId: context.terminal.newKey(), note };
        const reply = await fleet.actOnJob({ params: { jobId: id, action }, body });
        if (!reply.ok) return refuse(context, reply.problem);
        const { job } = reply.value;
        if (context.json) printJson(context, job);
        else context.terminal.out(`${job.id}\t${job.held ? `${job.stage} (held)` : job.stage}\n`);
        return EXIT.ok;
      }),
  }),
);
