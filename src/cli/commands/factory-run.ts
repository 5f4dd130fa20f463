import { join, resolve } from "node:path";
import * as z from "zod";
import { createFleetClient } from "#client/fleet-client.ts";
import { SEATS_MAX } from "#contract/documents/factory-document.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { readIdentity } from "#factory/identity/identity.ts";
import { FACTORY_DEFAULTS } from "#factory/options.ts";
import { defineCommand } from "#cli/command.ts";
import { resolveConfig, resolveServer } from "#cli/config.ts";
import { type Context } from "#cli/context.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { refuse } from "#cli/refuse.ts";
import { renderLogLine } from "#cli/render/log-line.ts";
import { DATA_FOLDER, readSession, secretFiles, type SessionRead } from "#cli/session-file.ts";
import { drainThenStop } from "#cli/signals.ts";
import { agfVersion } from "#cli/version.ts";

const ISOLATIONS = ["auto", "required", "off"] as const;
const CHECKPOINT_SEC_DEFAULT = FACTORY_DEFAULTS.checkpointMs / 1_000;

export const factoryRun = defineCommand({
  path: ["factory", "run"],
  summary: "run jobs here until SIGTERM or Ctrl-C (once: finish what is held; twice: give it back)",
  options: [
    ["--name <name>", "the factory's name"],
    ["--code <code>", "enrolment code, needed the first time (without it, this folder's session makes one)"],
    ["--data <dir>", `the factory's own folder (${DATA_FOLDER}/factories/NAME)`],
    ["--seats <n>", "jobs at a time (1)"],
    ["--capability <token...>", "what it offers beyond what is found here, such as has:gpu"],
    ["--engine <id...>", "only these engines (all that work here)"],
    ["--pass-env <name...>", "variables that engines may see; their values are masked in logs"],
    ["--isolation <mode>", `keep engines from secrets: ${ISOLATIONS.join(", ")} (${FACTORY_DEFAULTS.isolation})`],
    ["--hide <path...>", "files and folders that engines must not see, beyond the usual places of credentials"],
    ["--checkpoint-sec <n>", `keep work in progress at least so often (${CHECKPOINT_SEC_DEFAULT})`],
  ],
  input: z.object({
    name: z.string().min(1).max(60),
    code: z.string().optional(),
    data: z.string().min(1).optional(),
    seats: z.coerce.number().int().min(1).max(SEATS_MAX).default(FACTORY_DEFAULTS.seats),
    capability: z.array(z.string()).default([]),
    engine: z.array(z.string()).default([]),
    passEnv: z.array(z.string()).default([]),
    isolation: z.enum(ISOLATIONS).default(FACTORY_DEFAULTS.isolation),
    hide: z.array(z.string()).default([]),
    checkpointSec: z.coerce.number().min(1).default(CHECKPOINT_SEC_DEFAULT),
  }),
  run: async (context, input) => {
    const { terminal } = context;
    const session = await readSession(terminal.cwd);
    const server = resolveServer(terminal.env, session);
    if (!server.ok) return refuse(context, server.problem);
    const dataFolder = resolve(terminal.cwd, input.data ?? join(DATA_FOLDER, "factories", input.name));
    const code = await codeFor(context, session, { name: input.name, given: input.code ?? null, dataFolder });
    if (!code.ok) return refuse(context, code.problem);
    const look = { json: context.json || !terminal.outIsTty, colour: terminal.colour };
    // Loaded only when it is needed: listing jobs must not pay for it.
    const { runFactory } = await import("#factory/run-factory.ts");
    const { exitCode } = await runFactory({
      ...FACTORY_DEFAULTS,
      ...drainThenStop(terminal),
      baseUrl: server.url,
      productId: server.productId,
      enrolmentCode: code.code,
      name: input.name,
      dataFolder,
      capabilities: input.capability,
      seats: input.seats,
      engines: input.engine,
      version: agfVersion(),
      passEnv: input.passEnv,
      isolation: input.isolation,
      hidePaths: [...secretFiles(terminal.cwd), ...input.hide.map((path) => resolve(terminal.cwd, path))],
      checkpointMs: input.checkpointSec * 1_000,
      log: (line) => terminal.err(renderLogLine(line, { ...look, nowMs: terminal.nowMs() })),
    });
    return exitCode === 0 ? EXIT.ok : exitCode === 3 ? EXIT.authRequired : EXIT.error;
  },
});

type Wanted = { readonly name: string; readonly given: string | null; readonly dataFolder: string };
type Code =
  | { readonly ok: true; readonly code: string | null }
  | { readonly ok: false; readonly problem: ProblemDocument };

/** A factory that was here before needs no code; a new one gets it from the operator, or from this folder's session. */
async function codeFor(context: Context, session: SessionRead, wanted: Wanted): Promise<Code> {
  const known = await readIdentity(wanted.dataFolder);
  if (known !== null || wanted.given !== null) return { ok: true, code: wanted.given };
  const config = resolveConfig(context.terminal.env, session);
  if (!config.ok) return config;
  const { url: baseUrl, token, productId } = config.session;
  const fleet = createFleetClient({ baseUrl, token, productId });
  const reply = await fleet.createEnrolmentCode({ body: { name: wanted.name } });
  return reply.ok ? { ok: true, code: reply.value.code } : reply;
}
