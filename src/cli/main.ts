#!/usr/bin/env node
import { createRequire } from "node:module";
import * as z from "zod";
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { runCli } from "#cli/run-cli.ts";
import { processTerminal } from "#cli/terminal.ts";

const { version } = z.looseObject({ version: z.string() }).parse(createRequire(import.meta.url)("../../package.json"));
const exitCode = await runCli({
  argv: process.argv.slice(2),
  commands: COMMANDS,
  groups: GROUPS,
  terminal: processTerminal(),
  version,
});
// Libraries keep timers: without this the prompt would come back many seconds after the answer.
process.exit(exitCode);
