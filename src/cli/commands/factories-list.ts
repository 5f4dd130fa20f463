import * as z from "zod";
import { type Factory } from "#contract/factory.ts";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printRows } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { renderSpan } from "#cli/render/span.ts";
import { type Column } from "#cli/render/table.ts";

const columns = (nowMs: number): readonly Column<Factory>[] => [
  { title: "ID", of: (factory) => factory.id },
  { title: "NAME", of: (factory) => factory.name },
  { title: "STATE", of: state, tint: (factory) => (state(factory) === "ok" ? "green" : "yellow") },
  { title: "SEATS", of: (factory) => `${factory.seatsUsed}/${factory.seatLimit}` },
  { title: "SEEN", of: (factory) => seen(factory, nowMs) },
  { title: "VERSION", of: (factory) => factory.version },
  { title: "CAPABILITIES", of: (factory) => factory.capabilities.join(" ") },
];

/** One word: what keeps it from being given a job comes first. */
function state(factory: Factory): string {
  if (factory.lifecycle !== "active") return factory.lifecycle;
  return factory.stale ? "stale" : factory.health;
}
const seen = (factory: Factory, nowMs: number): string =>
  factory.lastHeartbeatAt === null ? "never" : `${renderSpan(nowMs - Date.parse(factory.lastHeartbeatAt))} ago`;

export const factoriesList = defineCommand({
  path: ["factories", "list"],
  summary: "the product's factories and whether they can take a job",
  input: z.object({}),
  run: (context) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.listFactories({});
      if (!reply.ok) return refuse(context, reply.problem);
      printRows(context, {
        whole: reply.value,
        rows: reply.value.items,
        columns: columns(context.terminal.nowMs()),
        none: "No factory has enrolled. Start one: agf factory run --name NAME",
      });
      return EXIT.ok;
    }),
});
