import { expect, test } from "vitest";
import { secrets } from "#adapters/system/secrets.ts";
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { runCli } from "#cli/run-cli.ts";
import { fakeTerminal } from "../support/fake-terminal.ts";

const agf = async (...argv: string[]): Promise<string> => {
  const terminal = fakeTerminal();
  await runCli({ argv, commands: COMMANDS, groups: GROUPS, terminal, version: "1.2.3" });
  return terminal.stdout();
};

test("[CL19] a deployment's token is made here: the token and its hash, and each time another", async () => {
  const minted = JSON.parse(await agf("local", "token", "--json")) as {
    readonly token: string;
    readonly sha256: string;
  };
  expect(secrets.wellFormed(minted.token)).toBe(true);
  expect(minted.sha256).toBe(secrets.sha256(minted.token));
  const [token, hash] = (await agf("local", "token")).split("\n");
  expect(token).not.toBe(minted.token);
  expect(hash).toBe(secrets.sha256(token ?? ""));
});
