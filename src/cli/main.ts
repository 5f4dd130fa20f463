#!/usr/bin/env node
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { runCli } from "#cli/run-cli.ts";
import { processTerminal } from "#cli/terminal.ts";
import { agfVersion } from "#cli/version.ts";

const exitCode = await runCli({
  argv: process.argv.slice(2),
  commands: COMMANDS,
  groups: GROUPS,
  terminal: processTerminal(),
  version: agfVersion(),
});
// Libraries keep timers: without this the prompt would come back many seconds after the answer.
process.exit(exitCode);
