import { join, resolve } from "node:path";
import * as z from "zod";
import { SETTINGS } from "#contract/settings.ts";
import { type Command, defineCommand } from "#cli/command.ts";
import { whileLocked } from "#cli/commands/while-locked.ts";
import { type Context } from "#cli/context.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { DATA_FOLDER } from "#cli/session-file.ts";
import { untilStopped } from "#cli/signals.ts";

const PORTS = { cosmos: 8081, webPubSub: 8082, blob: 8083 } as const;
const PORT_MAX = 65_535;
const DATA: readonly [string, string] = ["--data <dir>", `where it keeps its data (${DATA_FOLDER})`];
const Data = z.string().min(1).default(DATA_FOLDER);

const port = (standard: number) => z.coerce.number().int().min(0).max(PORT_MAX).default(standard);
const portOption = (standard: number): readonly [string, string] => [
  "--port <n>",
  `its port (${standard}; 0 takes a free one)`,
];

/** A running part: the settings that an app needs to use it, and how it ends. */
type Running = { readonly settings: Readonly<Record<string, string>>; readonly close: () => Promise<void> };

/** `agf local …`: parts of Azure for an app that is started by something else, such as Azure Functions Core Tools. */
export const localParts: readonly Command[] = [
  defineCommand({
    path: ["local", "cosmos"],
    summary: "a Cosmos DB account alone",
    options: [portOption(PORTS.cosmos), DATA],
    input: z.object({ port: port(PORTS.cosmos), data: Data }),
    run: (context, input) =>
      whileLocked(context, resolve(context.terminal.cwd, input.data), (folder) =>
        serve(context, async () => {
          const { startCosmosServer } = await import("#local/cosmos/cosmos-server.ts");
          const server = await startCosmosServer({ port: input.port, dataFolder: join(folder, "cosmos") });
          const connection = `AccountEndpoint=${server.endpoint};AccountKey=${server.key};`;
          return { settings: { [SETTINGS.cosmos]: connection }, close: () => server.close() };
        }),
      ),
  }),
  defineCommand({
    path: ["local", "web-pubsub"],
    summary: "a Web PubSub service alone (it keeps nothing)",
    options: [portOption(PORTS.webPubSub)],
    input: z.object({ port: port(PORTS.webPubSub) }),
    run: (context, input) =>
      serve(context, async () => {
        const { startWebPubSub } = await import("#local/web-pubsub/web-pubsub-server.ts");
        const server = await startWebPubSub({ port: input.port });
        return { settings: { [SETTINGS.webPubSub]: server.connectionString }, close: server.close };
      }),
  }),
  defineCommand({
    path: ["local", "services"],
    summary: "Cosmos DB with its containers, Web PubSub and blobs together",
    options: [["--port <n>", `the first of three ports (${PORTS.cosmos}; 0 takes free ones)`], DATA],
    input: z.object({ port: port(PORTS.cosmos), data: Data }),
    run: (context, input) =>
      whileLocked(context, resolve(context.terminal.cwd, input.data), (folder) =>
        serve(context, async () => {
          const { startServices } = await import("#local/services.ts");
          const { nowMs } = context.terminal;
          return startServices({ dataFolder: folder, ports: portsFrom(input.port), fsync: true, nowMs });
        }),
      ),
  }),
];

const portsFrom = (first: number) => {
  const nth = (standard: number) => (first === 0 ? 0 : first + standard - PORTS.cosmos);
  return { cosmos: nth(PORTS.cosmos), webPubSub: nth(PORTS.webPubSub), blob: nth(PORTS.blob) };
};

/** Prints the part's settings as local.settings.json has them, and serves until SIGTERM or Ctrl-C. */
async function serve(context: Context, start: () => Promise<Running>): Promise<ExitCode> {
  const stopped = untilStopped(context.terminal);
  const running = await start();
  const document = { IsEncrypted: false, Values: running.settings };
  context.terminal.out(`${JSON.stringify(document, null, context.json ? 0 : 2)}\n`);
  context.terminal.err("Ctrl-C ends it.\n");
  await stopped;
  await running.close();
  return EXIT.ok;
}
