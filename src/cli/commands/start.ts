import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { collectConsole } from "#cli/collect-console.ts";
import { defineCommand } from "#cli/command.ts";
import { type Context } from "#cli/context.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { loadProfiles } from "#cli/commands/load-profiles.ts";
import { renderLogLine } from "#cli/render/log-line.ts";
import { DATA_FOLDER, type Session, writeSession } from "#cli/session-file.ts";
import { untilStopped } from "#cli/signals.ts";
import { type Terminal } from "#cli/terminal.ts";

const PORT_DEFAULT = 7071;
/** The personas that the product comes with. */
const CATALOGUE = fileURLToPath(new URL("../../../examples/profiles/", import.meta.url));
/** What is told without --verbose. */
const LOUD: ReadonlySet<string> = new Set(["warning", "error", "critical"]);

export const start = defineCommand({
  path: ["start"],
  summary: "the whole product on this machine, until SIGTERM or Ctrl-C",
  options: [
    ["--port <n>", `the coordinator's port (${PORT_DEFAULT}; 0 takes a free one)`],
    ["--data <dir>", `where everything is kept (${DATA_FOLDER})`],
    ["--control", "open the control endpoint for tests (loopback only)"],
    ["--verbose", "tell everything that the host logs"],
  ],
  input: z.object({
    port: z.coerce.number().int().min(0).max(65_535).default(PORT_DEFAULT),
    data: z.string().min(1).default(DATA_FOLDER),
    control: z.boolean().default(false),
    verbose: z.boolean().default(false),
  }),
  run: async (context, { port, data, control, verbose }) => {
    const { terminal } = context;
    const stopped = untilStopped(terminal);
    const tell = (line: string) => terminal.err(line);
    collectConsole({ info: verbose || !terminal.outIsTty ? tell : () => {}, warn: tell });
    const { startLocalFleet } = await import("#local/local-fleet.ts");
    const fleet = await startLocalFleet({
      port,
      dataFolder: resolve(terminal.cwd, data),
      control,
      settings: fleetSettings(terminal.env),
      log: (line) => {
        if (verbose || LOUD.has(line.level)) terminal.err(renderLogLine(line, lookOf(context)));
      },
    });
    const { url, adminToken: token, productId, dashboardUrl } = fleet;
    const faults = await loadProfiles({ url, token, productId }, CATALOGUE);
    for (const fault of faults) terminal.err(`A profile was not loaded: ${fault}\n`);
    const path = await writeSession(terminal.cwd, { url, token, productId, dashboardUrl });
    announce(context, { url, token, productId, dashboardUrl }, path);
    await stopped;
    terminal.err("Closing.\n");
    await fleet.close();
    return EXIT.ok;
  },
});

/** `FLEET_…` variables are app settings here, as they are in Azure. */
const fleetSettings = (env: Terminal["env"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && name.startsWith("FLEET_") ? [[name, value]] : [],
    ),
  );

const lookOf = ({ terminal, json }: Context) => ({
  json: json || !terminal.outIsTty,
  colour: terminal.colour,
  nowMs: terminal.nowMs(),
});

function announce(context: Context, session: Session, path: string): void {
  const { out, err } = context.terminal;
  // On one line even on a terminal: whoever started this reads the first line.
  if (context.json) return out(`${JSON.stringify({ ready: true, ...session })}\n`);
  out(`${session.dashboardUrl ?? session.url}\n`);
  err(`The coordinator runs at ${session.url}. The link above opens the dashboard; it holds your token.\n`);
  err(`Other commands in this folder find it by ${path}: agf jobs submit FILE, agf factory run --name NAME\n`);
  return err("Ctrl-C ends it; everything is kept.\n");
}
