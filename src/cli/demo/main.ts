import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";
import { type Flags, parseFlags, USAGE } from "#cli/demo/flags.ts";
import { DEADLINE_MS } from "#cli/demo/limits.ts";
import { createNarrator } from "#cli/demo/narrator.ts";
import { createProcesses } from "#cli/demo/processes.ts";
import { report } from "#cli/demo/report.ts";
import { runDemo } from "#cli/demo/run-demo.ts";
import { judge } from "#cli/demo/verdict.ts";
import { processTerminal, type Terminal } from "#cli/terminal.ts";

async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const parsed = parseFlags(argv);
  if (!parsed.ok) {
    terminal.err(`${parsed.why}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (parsed.flags.help) {
    terminal.out(USAGE);
    return EXIT.ok;
  }
  return perform(parsed.flags, terminal);
}

async function perform(flags: Flags, terminal: Terminal): Promise<ExitCode> {
  const startedMs = terminal.nowMs();
  // With --json the one line on stdout belongs to the program that reads it.
  const out = flags.json ? terminal.err : terminal.out;
  const look = { ...terminal, outIsTty: terminal.outIsTty && !flags.json };
  const interrupted = new Promise<"interrupted">((tell) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) terminal.onSignal(signal, () => tell("interrupted"));
  });
  const { demo, timeUp } = prepare(flags, terminal, createNarrator({ out, look, nowMs: terminal.nowMs, startedMs }));
  try {
    const ended = await Promise.race([runDemo(demo), demo.processes.unexpectedEnd, timeUp(), interrupted]);
    if (ended === "interrupted") return EXIT.interrupted;
    const verdict = judge(ended.evidence, terminal.nowMs() - startedMs);
    const exitCode = report(ended.evidence, verdict, { json: flags.json, terminal, out, look });
    if (flags.exit || exitCode !== EXIT.ok) return exitCode;
    out(`\nThe dashboard stays open until Ctrl-C: ${ended.coordinator.dashboardUrl}\n`);
    await Promise.race([interrupted, demo.processes.unexpectedEnd]);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    terminal.err(`\nThe demo failed: ${error.message}\n${await demo.processes.lastLines()}`);
    if (flags.json) terminal.out(`${JSON.stringify({ ok: false, why: error.message })}\n`);
    return EXIT.error;
  } finally {
    await demo.processes.endAll();
  }
}

type Prepared = { readonly demo: Demo; readonly timeUp: () => Promise<never> };

function prepare(flags: Flags, terminal: Terminal, narrator: Demo["narrator"]): Prepared {
  const dataFolder = resolve(terminal.cwd, flags.data);
  const suffix = terminal.nowMs().toString(36);
  let awaited = "the start";
  const demo: Demo = {
    flags,
    narrator,
    dataFolder,
    suffix,
    processes: createProcesses(join(dataFolder, "logs")),
    runFolder: join(dataFolder, "demo", suffix),
    cwd: terminal.cwd,
    env: environment(terminal.env),
    sleep: terminal.sleep,
    newKey: randomUUID,
    waitingFor: (what) => {
      awaited = what;
    },
  };
  const timeUp = async (): Promise<never> => {
    await terminal.sleep(DEADLINE_MS);
    throw new DemoFailure(`After ${DEADLINE_MS / 1_000} s it still waits for ${awaited}.`);
  };
  return { demo, timeUp };
}

/** The user's own tokens and addresses are for the user's own fleet. */
const environment = (env: Terminal["env"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || name.startsWith("AGF_") ? [] : [[name, value]],
    ),
  );

process.exit(await main(process.argv.slice(2), processTerminal()));
