import * as z from "zod";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "#contract/page.ts";
import { Stage } from "#contract/stage.ts";
import { defineCommand } from "#cli/command.ts";
import { jobColumns } from "#cli/commands/job-columns.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printRows } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

export const jobsList = defineCommand({
  path: ["jobs", "list"],
  summary: "the product's jobs, newest first",
  options: [
    ["--stage <stage>", "only jobs in this stage"],
    ["--limit <n>", `at most so many (${PAGE_LIMIT_DEFAULT}; up to ${PAGE_LIMIT_MAX})`],
    ["--cursor <cursor>", "carry on where the last list ended"],
  ],
  input: z.object({
    stage: Stage.optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
    cursor: z.string().optional(),
  }),
  run: (context, { stage, limit, cursor }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.listJobs({
        query: { limit, ...(stage === undefined ? {} : { stage }), ...(cursor === undefined ? {} : { cursor }) },
      });
      if (!reply.ok) return refuse(context, reply.problem);
      const { items, nextCursor } = reply.value;
      printRows(context, {
        whole: reply.value,
        rows: items,
        columns: jobColumns(context.terminal.nowMs()),
        none: stage === undefined ? "No jobs yet. Submit one: agf jobs submit FILE" : `No job is in ${stage}.`,
      });
      if (nextCursor !== null && !context.json) context.terminal.err(`More: agf jobs list --cursor ${nextCursor}\n`);
      return EXIT.ok;
    }),
});
