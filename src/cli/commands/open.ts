import * as z from "zod";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";

export const open = defineCommand({
  path: ["open"],
  summary: "print the link to the dashboard, with its token",
  input: z.object({}),
  run: (context) =>
    withFleet(context, async (_, session) => {
      const url = session.dashboardUrl ?? session.url;
      if (context.json) printJson(context, { dashboardUrl: url });
      else context.terminal.out(`${url}\n`);
      return EXIT.ok;
    }),
});
