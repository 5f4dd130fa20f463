import { CommanderError } from "commander";
import { type Command } from "#cli/command.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { expectedOutage } from "#cli/expected-outage.ts";
import { expandHelp } from "#cli/help-line.ts";
import { localProblem } from "#cli/local-problem.ts";
import { refuse } from "#cli/refuse.ts";
import { buildParser } from "#cli/register.ts";
import { type Terminal } from "#cli/terminal.ts";

type CommandLine = {
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
  readonly groups: Readonly<Record<string, string>>;
  readonly terminal: Terminal;
  readonly version: string;
};

const BUG_NEXT = "Run it again with --debug for the stack trace.";

/** Parses, runs, and says with what code the process should end. A bug is one sentence, and its stack with --debug. */
export async function runCli(line: CommandLine): Promise<ExitCode> {
  const { argv, terminal } = line;
  const { parser, exitCode: exitCodeOfCommand } = buildParser(line.commands, line.groups, line);
  try {
    await parser.parseAsync([...expandHelp(argv)], { from: "user" });
    return exitCodeOfCommand();
  } catch (error) {
    if (error instanceof CommanderError) return asUsage(error);
    const context = { terminal, json: argv.includes("--json"), debug: argv.includes("--debug") };
    const cause = error instanceof Error ? error : new Error(String(error));
    const exitCode = refuse(context, expectedOutage(cause) ?? localProblem("bug", cause.message, BUG_NEXT));
    if (context.debug) terminal.err(`${cause.stack ?? ""}\n`);
    return exitCode;
  }
}

/** Commander has written its sentence already; asking for help or the version is no fault. */
const asUsage = (error: CommanderError): ExitCode =>
  error.code === "commander.helpDisplayed" || error.code === "commander.version" ? EXIT.ok : EXIT.usage;
