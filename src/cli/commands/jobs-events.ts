import * as z from "zod";
import { type FleetClient } from "#client/fleet-client.ts";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { hasEnded } from "#contract/stage.ts";
import { defineCommand } from "#cli/command.ts";
import { EVENT_COLUMNS } from "#cli/commands/event-columns.ts";
import { ofJob } from "#cli/commands/job-options.ts";
import { withFleet } from "#cli/connect.ts";
import { type Context } from "#cli/context.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { printRows } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { renderTable } from "#cli/render/table.ts";

const PAGE = 500;
const POLL_MS = 1_000;

export const jobsEvents = defineCommand({
  path: ["jobs", "events"],
  summary: "what happened to the job, in order and without a gap",
  args: "<id>",
  options: [
    ["--after <seq>", "only events after this number"],
    ["--follow", "go on until the job has ended"],
  ],
  input: z.object({
    ...ofJob,
    after: z.coerce.number().int().min(0).default(0),
    follow: z.boolean().default(false),
  }),
  run: (context, { id, after, follow }) =>
    withFleet(context, async (fleet) => {
      if (follow) return followEvents(context, fleet, { id, after });
      const reply = await fleet.listEvents({ params: { jobId: id }, query: { after, limit: PAGE } });
      if (!reply.ok) return refuse(context, reply.problem);
      const { items } = reply.value;
      printRows(context, { whole: reply.value, rows: items, columns: EVENT_COLUMNS, none: `No event after ${after}.` });
      return EXIT.ok;
    }),
});

/** Polls by number, so nothing is lost and nothing comes twice, however long the coordinator was away. */
async function followEvents(
  context: Context,
  fleet: FleetClient,
  from: { readonly id: string; readonly after: number },
): Promise<ExitCode> {
  context.terminal.err(`Following ${from.id} by polling every second. Ctrl-C ends.\n`);
  for (let after = from.after; ;) {
    // oxlint-disable-next-line no-await-in-loop -- each page starts where the last one ended
    const reply = await fleet.listEvents({ params: { jobId: from.id }, query: { after, limit: PAGE } });
    if (!reply.ok) return refuse(context, reply.problem);
    for (const event of reply.value.items) printEvent(context, event);
    const last = reply.value.items.at(-1);
    after = last?.seq ?? after;
    if (last !== undefined && hasEnded(last.stage)) return EXIT.ok;
    // oxlint-disable-next-line no-await-in-loop -- the pause between two polls
    await context.terminal.sleep(POLL_MS);
  }
}

function printEvent(context: Context, event: FleetEvent): void {
  const { terminal } = context;
  if (context.json) return terminal.out(`${JSON.stringify(event)}\n`);
  const lines = renderTable([event], EVENT_COLUMNS, terminal).split("\n");
  // The heading is for a whole table; a stream has only the rows.
  return terminal.out(`${lines.at(-2) ?? ""}\n`);
}
