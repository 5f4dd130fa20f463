import { type FleetClient } from "#client/fleet-client.ts";
import { type Job } from "#contract/job.ts";
import { defineCommand } from "#cli/command.ts";
import { OfJob } from "#cli/commands/job-options.ts";
import { whyWaiting } from "#cli/commands/why-waiting.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { plainText } from "#cli/render/plain-text.ts";
import { type Column, renderTable } from "#cli/render/table.ts";

type Decision = {
  readonly factoryId: string;
  readonly epoch: number;
  readonly at: string;
  readonly score: number;
  readonly considered: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
};
const COLUMNS: readonly Column<Decision>[] = [
  { title: "EPOCH", of: (decision) => String(decision.epoch) },
  { title: "FACTORY", of: (decision) => decision.factoryId },
  { title: "AT", of: (decision) => decision.at },
  { title: "SCORE", of: (decision) => decision.score.toFixed(3) },
  { title: "CONSIDERED", of: (decision) => String(decision.considered) },
  { title: "TERMS", of: (decision) => counts(decision.terms) },
  { title: "DROPPED", of: (decision) => counts(decision.dropped) },
];
const counts = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name}=${Number.isInteger(value) ? value : value.toFixed(3)}`)
    .join(" ");

export const jobsExplain = defineCommand({
  path: ["jobs", "explain"],
  summary: "why it waits, and why it was given to whom",
  args: "<id>",
  input: OfJob,
  run: (context, { id }) =>
    withFleet(context, async (fleet) => {
      const [found, factories, decisions] = await Promise.all([
        fleet.getJob({ params: { jobId: id } }),
        fleet.listFactories({}),
        fleet.getDecision({ params: { jobId: id } }),
      ]);
      if (!found.ok) return refuse(context, found.problem);
      if (!factories.ok) return refuse(context, factories.problem);
      if (!decisions.ok) return refuse(context, decisions.problem);
      const { job } = found.value;
      const waits = whyWaiting(job, {
        dependencies: await dependenciesOf(fleet, job),
        factories: factories.value.items,
        nowMs: context.terminal.nowMs(),
      });
      const { items } = decisions.value;
      if (context.json) printJson(context, { stage: job.stage, waits, decisions: items });
      else {
        const { out } = context.terminal;
        out(`stage\t${job.stage}\n`);
        for (const reason of waits) out(`waits\t${plainText(reason)}\n`);
        if (items.length > 0) out(renderTable(items, COLUMNS, context.terminal));
      }
      return EXIT.ok;
    }),
});

/** A dependency that cannot be read is left out: the others still say why. */
async function dependenciesOf(fleet: FleetClient, job: Job): Promise<readonly Job[]> {
  const replies = await Promise.all(job.deps.map((jobId) => fleet.getJob({ params: { jobId } })));
  return replies.flatMap((reply) => (reply.ok ? [reply.value.job] : []));
}
