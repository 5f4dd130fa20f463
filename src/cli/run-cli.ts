import { CommanderError } from "commander";
import { type Command } from "#cli/command.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { expandHelp } from "#cli/help-line.ts";
import { buildParser } from "#cli/register.ts";
import { paint } from "#cli/render/colour.ts";
import { type Terminal } from "#cli/terminal.ts";

export type CommandLine = {
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
  readonly groups: Readonly<Record<string, string>>;
  readonly terminal: Terminal;
  readonly version: string;
};

/** Parses, runs, and says with what code the process should end. A bug is one sentence, and its stack with --debug. */
export async function runCli(line: CommandLine): Promise<ExitCode> {
  const { argv, terminal } = line;
  const { parser, exitCode } = buildParser(line.commands, line.groups, line);
  try {
    await parser.parseAsync([...expandHelp(argv)], { from: "user" });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return asUsage(error);
    const cause = error instanceof Error ? error : new Error(String(error));
    terminal.err(`${paint("error:", "red", terminal.colour)} ${cause.message}\n`);
    terminal.err(
      argv.includes("--debug") ? `${cause.stack ?? ""}\n` : "  try: run it again with --debug for the stack trace\n",
    );
    return EXIT.error;
  }
}

/** Commander has written its sentence already; asking for help or the version is no fault. */
const asUsage = (error: CommanderError): ExitCode =>
  error.code === "commander.helpDisplayed" || error.code === "commander.version" ? EXIT.ok : EXIT.usage;
