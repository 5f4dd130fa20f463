import { defineCommand } from "#cli/command.ts";
import { jobFields } from "#cli/commands/job-fields.ts";
import { OfJob } from "#cli/commands/job-options.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printFields, printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

export const jobsGet = defineCommand({
  path: ["jobs", "get"],
  summary: "one job, whole",
  args: "<id>",
  input: OfJob,
  run: (context, { id }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.getJob({ params: { jobId: id } });
      if (!reply.ok) return refuse(context, reply.problem);
      const { job } = reply.value;
      if (context.json) printJson(context, job);
      else {
        printFields(context, jobFields(job));
        if (context.terminal.outIsTty && job.bodyMd.trim() !== "") context.terminal.out(`\n${job.bodyMd.trim()}\n`);
      }
      return EXIT.ok;
    }),
});
