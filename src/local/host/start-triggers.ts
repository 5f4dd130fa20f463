import { type Clock, type VirtualClock } from "#local/clock.ts";
import { type Durable, startDurable } from "#local/durable/start-durable.ts";
import { createActivity } from "./activity.ts";
import { startFeeds } from "./feed/start-feeds.ts";
import { createAdminEndpoint, createControlEndpoint } from "./host-endpoints.ts";
import { type HostEndpoint } from "./http/http-listener.ts";
import { createIdle } from "./idle.ts";
import { createInvoke, type Invoke } from "./invoke.ts";
import { type Log } from "./log.ts";
import { type PreparedApp } from "./prepare-app.ts";
import { resolveSettings } from "./settings.ts";
import { startTimers } from "./timers/start-timers.ts";

/** The name that Azure takes when host.json has none. */
const TASK_HUB = "TestHubName";

type TriggerOptions = Readonly<{
  clock: Clock | VirtualClock;
  log: Log;
  dataFolder: string | null;
  fsync?: boolean;
  control?: boolean;
  cosmosCommits?: (listener: (databaseId: string, containerId: string) => void) => () => void;
}>;

/** Everything of an app that runs without being asked over HTTP, and what HTTP needs of it. */
type Triggers = Readonly<{
  invoke: Invoke;
  endpoints: readonly HostEndpoint[];
  runTimer(name: string): Promise<void>;
  idle(): Promise<void>;
  /** Starts nothing new from here on. */
  stop(): void;
  /** Resolves when what has been started is over. */
  settled(): Promise<unknown>;
}>;

/** Starts entities, timers and change feeds; `undo` gets what closes them. */
export async function startTriggers(
  options: TriggerOptions,
  { registrations, manifest }: PreparedApp,
  hostUrl: string,
  undo: Array<() => unknown>,
): Promise<Triggers> {
  const { clock, log } = options;
  const { functions } = registrations;
  const { durableTask } = manifest.host.extensions;
  const taskHub = resolveSettings(durableTask?.hubName ?? TASK_HUB, "host.json durableTask.hubName");
  const activity = createActivity();
  const feedActivity = createActivity();
  let entities: Durable | null = null;
  const invoke = createInvoke({
    app: registrations,
    activity,
    extraInputs: (fn) => entities?.clientInputs(fn, { hostUrl, taskHub }) ?? [],
  });
  const common = { functions, clock, log, invoke };
  const durable = await startDurable({
    ...common,
    dataFolder: options.dataFolder,
    fsync: options.fsync ?? true,
    batchMax: durableTask?.maxEntityOperationBatchSize,
  });
  entities = durable;
  undo.push(durable.close);
  const timers = await startTimers({ ...common, activity, dataFolder: options.dataFolder });
  const stopTimers = () => timers.forEach((timer) => timer.stop());
  undo.push(stopTimers);
  const feeds = startFeeds({ ...common, activity: feedActivity });
  undo.push(feeds.close);
  const unsubscribe = options.cosmosCommits?.(feeds.poke) ?? (() => {});
  undo.push(unsubscribe);
  durable.resume();

  const runTimer = async (name: string): Promise<void> => {
    const timer = timers.get(name);
    if (timer === undefined) throw new Error(`There is no timer function "${name}".`);
    await timer.runNow();
  };
  const idle = createIdle({ activities: [activity, durable.busy], drainFeeds: feeds.drain });
  const endpointDeps = {
    log,
    clock,
    ...("advance" in clock ? { advance: clock.advance } : {}),
    hasTimer: (name: string) => timers.has(name),
    runTimer,
    idle,
    state: () => ({
      functions: [...functions.values()].map((fn) => fn.metadata.name),
      timers: [...timers.values()].map((timer) => ({ name: timer.name, nextMs: timer.nextMs() })),
      queuedSignals: durable.queued(),
      runningInvocations: activity.count(),
    }),
  };
  const control = options.control === true ? [createControlEndpoint(endpointDeps)] : [];
  return {
    invoke,
    endpoints: [durable.webhooks, createAdminEndpoint(endpointDeps), ...control],
    runTimer,
    idle,
    stop() {
      unsubscribe();
      stopTimers();
      feeds.stop();
      durable.stop();
    },
    settled: () => Promise.all([activity.settled(), durable.busy.settled(), feedActivity.settled()]),
  };
}
