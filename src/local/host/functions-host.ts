import { createServer, type RequestListener } from "node:http";
import { type Clock, type VirtualClock } from "#local/clock.ts";
import { listenOn } from "#local/ports.ts";
import { followDate } from "#local/virtual-date.ts";
import { type FunctionKeys } from "./http/function-keys.ts";
import { createHttpListener } from "./http/http-listener.ts";
import { createRouter } from "./http/router.ts";
import { type Log } from "./log.ts";
import { prepareApp } from "./prepare-app.ts";
import { applySettings, type Settings } from "./settings.ts";
import { atMost, closeServer, trackResponses } from "./shutdown.ts";
import { startTriggers } from "./start-triggers.ts";

export type FunctionsHostOptions = Readonly<{
  /** Holds `host.json`, and the `package.json` whose `main` names the app. */
  appFolder: string;
  /** Used instead of the `main` of `package.json`. */
  main?: string;
  /** App settings; put into `process.env` until the host is closed. */
  settings: Settings;
  /** 0 takes a free port. */
  port: number;
  /** Where entities and timers rest; null keeps them in memory. */
  dataFolder: string | null;
  clock: Clock | VirtualClock;
  log: Log;
  /** Makes `Date.now()` of the process follow the clock while the host runs: for tests with a virtual clock. */
  virtualDate?: boolean;
  /** Opens `/__local/…` for tests; off by default. */
  control?: boolean;
  /** Calls the listener when a container got a commit, so that change feeds need not wait for their next poll. */
  cosmosCommits?: (listener: (databaseId: string, containerId: string) => void) => () => void;
  /** Whether an acknowledged signal waits for fsync; true by default. */
  fsync?: boolean;
  /** Access keys; without them the host is open to its machine. */
  keys?: FunctionKeys;
  /** How requests reach the library in stream mode; "adopt" needs no second socket, "proxy" is what Azure does. */
  httpMode?: "adopt" | "proxy";
}>;

export type FunctionsHost = Readonly<{
  url: string;
  port: number;
  functions: ReadonlyArray<Readonly<{ name: string; trigger: string }>>;
  /** Runs a timer function now; rejects for an unknown name. */
  runTimer(name: string): Promise<void>;
  /** Resolves when no invocation, no signal and no change is left that could be worked on now. */
  idle(): Promise<void>;
  /** Takes nothing new, cuts event streams, and lets what runs end within five seconds. */
  close(): Promise<void>;
}>;

/** An app may finish what it is doing for this long when the host closes. */
const CLOSE_GRACE_MS = 5_000;
const KEEP_ALIVE_MS = 65_000;

/** The host that runs in this process: settings live in `process.env`, of which there is only one. */
let current: string | null = null;

/**
 * Runs an Azure Functions app on this machine: loads its real registrations and serves its HTTP functions, timers,
 * cosmosDB triggers and durable entities on loopback. One host at a time in a process; after `close` another may start.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  if (current !== null) {
    throw new Error(`A functions host already runs in this process (${current}): close it, or use another process.`);
  }
  current = options.appFolder;
  const undo: Array<() => unknown> = [() => (current = null)];
  try {
    return await start(options, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** Takes back what was started, the newest first. */
async function undoAll(undo: Array<() => unknown>): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    // oxlint-disable-next-line no-await-in-loop -- what was started last must be gone before what it stands on
    await step();
  }
}

async function start(options: FunctionsHostOptions, undo: Array<() => unknown>): Promise<FunctionsHost> {
  let listener: RequestListener = (_req, res) => void res.writeHead(503, { "retry-after": "1" }).end();
  const responses = trackResponses();
  const server = createServer((req, res) => {
    responses.add(res);
    listener(req, res);
  });
  // Uploads and streams take as long as they take; the app has its own limits.
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listenOn(server, options.port);
  undo.push(() => closeServer(server));
  const url = `http://127.0.0.1:${port}`;
  // Without a host name the durable client sends every call to the port of the Azure tools.
  undo.push(applySettings({ ...options.settings, WEBSITE_HOSTNAME: `127.0.0.1:${port}` }));

  if (options.virtualDate === true && "advance" in options.clock) undo.push(followDate(options.clock));
  const app = await prepareApp(options);
  if (app.mode.kind === "proxy") undo.push(app.mode.close);
  const running = await startTriggers(options, app, url, undo);
  listener = createHttpListener({
    router: createRouter(app.registrations.functions, app.manifest.host.extensions.http?.routePrefix),
    mode: app.mode,
    invoke: running.invoke,
    keys: options.keys ?? null,
    log: options.log,
    endpoints: running.endpoints,
  });
  const close = async () => {
    server.close();
    running.stop();
    responses.cutStreams();
    await atMost(CLOSE_GRACE_MS, Promise.all([running.settled(), responses.finished()]));
    const { hooks, appHookData, appLevelHookData } = app.registrations;
    try {
      await hooks.run("appTerminate", { hookData: appLevelHookData, appHookData });
    } finally {
      await undoAll(undo);
    }
  };
  let closing: Promise<void> | null = null;
  return {
    url,
    port,
    functions: app.functions,
    runTimer: running.runTimer,
    idle: running.idle,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
