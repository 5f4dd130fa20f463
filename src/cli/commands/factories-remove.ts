import * as z from "zod";
import { FactoryId } from "#contract/id.ts";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

export const factoriesRemove = defineCommand({
  path: ["factories", "remove"],
  summary: "remove a factory and its tokens (refused while it holds jobs)",
  args: "<id>",
  options: [["--force", "also while it holds jobs: they go back to the queue first"]],
  input: z.object({ id: FactoryId, force: z.boolean().default(false) }),
  run: (context, { id, force }) =>
    withFleet(context, async (fleet) => {
      const query = { force: force ? "1" : "0" } as const;
      const reply = await fleet.removeFactory({ params: { factoryId: id }, query });
      if (!reply.ok) return refuse(context, reply.problem);
      if (context.json) printJson(context, reply.value);
      else context.terminal.out(`${id}\tremoved\t${reply.value.jobsReleased} jobs back in the queue\n`);
      return EXIT.ok;
    }),
});
