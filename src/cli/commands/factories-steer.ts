import * as z from "zod";
import { type FleetClient, type FleetReply } from "#client/fleet-client.ts";
import { type Factory } from "#contract/factory.ts";
import { FactoryId } from "#contract/id.ts";
import { type Command, defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

type Order = { readonly note: string; readonly until: string | null };
type Steer = (
  fleet: FleetClient,
  params: { readonly factoryId: string },
  body: Order,
) => Promise<FleetReply<{ readonly factory: Factory }>>;

const ORDERS: Readonly<Record<string, { readonly summary: string; readonly steer: Steer }>> = {
  drain: {
    summary: "let it finish what it has and take nothing new",
    steer: (fleet, params, body) => fleet.drainFactory({ params, body }),
  },
  pause: {
    summary: "let it take nothing new for a while",
    steer: (fleet, params, body) => fleet.pauseFactory({ params, body }),
  },
  quarantine: {
    summary: "something is wrong with it: let it take nothing until somebody has looked",
    steer: (fleet, params, body) => fleet.quarantineFactory({ params, body }),
  },
};

const line = ({ id, lifecycle, lifecycleUntil }: Factory): string =>
  `${id}\t${lifecycle}${lifecycleUntil === null ? "" : ` until ${lifecycleUntil}`}\n`;

/** `agf factories drain|pause|quarantine`: one command an order, so that help and did-you-mean know each by its name. */
export const factoryOrders: readonly Command[] = Object.entries(ORDERS).map(([order, { summary, steer }]) =>
  defineCommand({
    path: ["factories", order],
    summary,
    args: "<id>",
    options: [
      ["--note <text>", "why, for whoever looks at it later"],
      ["--until <time>", "when it ends by itself, such as 2026-07-01T18:00:00Z (not by itself)"],
    ],
    input: z.object({
      id: FactoryId,
      note: z.string().default(""),
      until: z.iso.datetime({ offset: true }).optional(),
    }),
    run: (context, { id, note, until }) =>
      withFleet(context, async (fleet) => {
        const body = { note, until: until === undefined ? null : new Date(until).toISOString() };
        const reply = await steer(fleet, { factoryId: id }, body);
        if (!reply.ok) return refuse(context, reply.problem);
        if (context.json) printJson(context, reply.value.factory);
        else context.terminal.out(line(reply.value.factory));
        return EXIT.ok;
      }),
  }),
);

export const factoriesResume = defineCommand({
  path: ["factories", "resume"],
  summary: "let it take jobs again",
  args: "<id>",
  input: z.object({ id: FactoryId }),
  run: (context, { id }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.resumeFactory({ params: { factoryId: id } });
      if (!reply.ok) return refuse(context, reply.problem);
      if (context.json) printJson(context, reply.value.factory);
      else context.terminal.out(line(reply.value.factory));
      return EXIT.ok;
    }),
});
