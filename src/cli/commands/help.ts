import * as z from "zod";
import { defineCommand } from "#cli/command.ts";
import { EXIT, EXIT_MEANINGS } from "#cli/exit-codes.ts";
import { HELP_TOPICS } from "#cli/help-line.ts";
import { printJson } from "#cli/print.ts";

export const help = defineCommand({
  path: ["help"],
  summary: "help on a command or on exit-codes",
  args: "<topic>",
  input: z.object({ topic: z.enum(HELP_TOPICS) }),
  run: async (context) => {
    if (context.json)
      printJson(
        context,
        EXIT_MEANINGS.map(([code, meaning]) => ({ code, meaning })),
      );
    else for (const [code, meaning] of EXIT_MEANINGS) context.terminal.out(`${String(code).padStart(4)}  ${meaning}\n`);
    return EXIT.ok;
  },
});
