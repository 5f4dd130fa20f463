import * as z from "zod";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";

export const factoryCode = defineCommand({
  path: ["factory", "code"],
  summary: "make a code with which one factory can enrol, once, within the hour",
  options: [["--name <name>", "the factory's name"]],
  input: z.object({ name: z.string().min(1).max(60) }),
  run: (context, { name }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.createEnrolmentCode({ body: { name } });
      if (!reply.ok) return refuse(context, reply.problem);
      const { code, expiresAt } = reply.value;
      if (context.json) printJson(context, reply.value);
      else {
        context.terminal.out(`${code}\n`);
        context.terminal.err(`Good until ${expiresAt}: agf factory run --name ${name} --code ${code}\n`);
      }
      return EXIT.ok;
    }),
});
