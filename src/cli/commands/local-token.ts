import * as z from "zod";
import { defineCommand } from "#cli/command.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson } from "#cli/print.ts";

export const localToken = defineCommand({
  path: ["local", "token"],
  summary: "make an administrator's token for a deployment, and the hash that the deployment is given",
  options: [],
  input: z.object({}),
  run: async (context) => {
    const { mintAdminToken } = await import("#local/admin-token.ts");
    const minted = mintAdminToken();
    if (context.json) printJson(context, minted);
    else {
      context.terminal.out(`${minted.token}\n${minted.sha256}\n`);
      context.terminal.err(
        "Keep the first line to yourself; FLEET_ADMIN_TOKEN_SHA256 is the second. Neither is stored.\n",
      );
    }
    return EXIT.ok;
  },
});
