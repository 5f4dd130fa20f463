import { type Run } from "#contract/run.ts";
import { defineCommand } from "#cli/command.ts";
import { OfJob } from "#cli/commands/job-options.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printRows } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { renderSpan } from "#cli/render/span.ts";
import { type Column } from "#cli/render/table.ts";

const columns = (nowMs: number): readonly Column<Run>[] => [
  { title: "RUN", of: (run) => run.id },
  { title: "EPOCH", of: (run) => String(run.epoch) },
  { title: "FACTORY", of: (run) => run.factoryId },
  { title: "END", of: (run) => run.end ?? "running" },
  {
    title: "TOOK",
    of: (run) => renderSpan((run.endedAt === null ? nowMs : Date.parse(run.endedAt)) - Date.parse(run.startedAt)),
  },
  { title: "COST", of: (run) => `$${run.costUsd.toFixed(2)}` },
  { title: "RESUMED FROM", of: (run) => run.resumedFromSha ?? "" },
  { title: "OUTCOME", of: (run) => (run.outcome === null ? "" : `${run.outcome.code} ${run.outcome.message}`) },
];

export const jobsRuns = defineCommand({
  path: ["jobs", "runs"],
  summary: "the job's attempts, oldest first",
  args: "<id>",
  input: OfJob,
  run: (context, { id }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.listRuns({ params: { jobId: id } });
      if (!reply.ok) return refuse(context, reply.problem);
      const { items } = reply.value;
      printRows(context, {
        whole: reply.value,
        rows: items,
        columns: columns(context.terminal.nowMs()),
        none: "Nobody has run it yet. See why: agf jobs explain ID",
      });
      return EXIT.ok;
    }),
});
