import { Command as Parser } from "commander";
import { type Command } from "#cli/command.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { type Terminal } from "#cli/terminal.ts";

type Built = { readonly parser: Parser; readonly exitCode: () => ExitCode };

/** The command table as a commander program. Nothing here ends the process: the caller asks for the exit code. */
export function buildParser(
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
  options: { readonly terminal: Terminal; readonly version: string },
): Built {
  const { terminal, version } = options;
  let exitCode: ExitCode = EXIT.ok;
  const root = styled(new Parser("agf"), terminal, "agf")
    .description(
      "A fleet of coding agents: every job runs exactly once, survives every crash, stays inside its budget.",
    )
    .version(version, "-V, --version")
    .helpCommand(false);
  const parents = new Map<string, Parser>();
  const parentOf = (path: readonly string[]): Parser => {
    const [name] = path;
    if (path.length < 2 || name === undefined) return root;
    const known = parents.get(name);
    if (known !== undefined) return known;
    const made = styled(root.command(name), terminal, `agf ${name}`)
      .description(groups[name] ?? "")
      .helpCommand(false);
    parents.set(name, made);
    return made;
  };
  for (const command of commands) {
    const parser = styled(
      parentOf(command.path).command(command.path.at(-1) ?? ""),
      terminal,
      `agf ${command.path.join(" ")}`,
    );
    parser.description(command.summary);
    if (command.args !== undefined) parser.arguments(command.args);
    for (const [flags, description] of command.options ?? []) parser.option(flags, description);
    parser.option("--json", "print JSON").option("--debug", "print stack traces");
    parser.action(async () => {
      const flags: Readonly<Record<string, unknown>> = parser.opts();
      const context = { terminal, json: flags["json"] === true, debug: flags["debug"] === true };
      exitCode = await command.invoke(context, { ...flags, ...argumentsOf(parser) });
    });
  }
  return { parser: root, exitCode: () => exitCode };
}

function argumentsOf(parser: Parser): Readonly<Record<string, unknown>> {
  const values: readonly unknown[] = parser.processedArgs;
  return Object.fromEntries(parser.registeredArguments.map((argument, at) => [argument.name(), values[at]]));
}

const styled = (parser: Parser, terminal: Terminal, line: string): Parser =>
  parser
    .exitOverride()
    .showHelpAfterError(`  try: ${line} --help`)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.columns,
      getOutHasColors: () => terminal.colour,
    });
