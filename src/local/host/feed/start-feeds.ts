import { z } from "zod";
import { type Clock } from "#local/clock.ts";
import { type Activity } from "#local/host/activity.ts";
import { type RegisteredFunction } from "#local/host/core-api.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { errorText, type Log } from "#local/host/log.ts";
import { resolveSettings } from "#local/host/settings.ts";
import { functionsTriggeredBy, type TriggeredFunction } from "#local/host/triggers.ts";
import { type CosmosFeedOptions, openCosmosFeed } from "./cosmos-source.ts";
import { type FeedLoop, startFeedLoop } from "./feed-loop.ts";
import { type FeedSource } from "./feed-source.ts";
import { retryDelayMs } from "./retry-delay.ts";

const feedBindingSchema = z.object({
  connection: z.string(),
  databaseName: z.string(),
  containerName: z.string(),
  leaseConnection: z.string().nullish(),
  leaseDatabaseName: z.string().nullish(),
  leaseContainerName: z.string().nullish(),
  leaseContainerPrefix: z.string().nullish(),
  createLeaseContainerIfNotExists: z.boolean().nullish(),
  startFromBeginning: z.boolean().nullish(),
  maxItemsPerInvocation: z.number().int().min(1).nullish(),
  feedPollDelay: z.number().min(0).nullish(),
});

/** The extension's defaults. */
const POLL_DELAY_MS = 5_000;
const ITEMS_MAX = 100;
const LEASE_CONTAINER = "leases";
/** A feed that cannot be opened is tried again after this long. */
const OPEN_RETRY_MS = 2_000;

/** The cosmosDB triggers of an app. */
type Feeds = Readonly<{
  /** Polls the functions that watch this container at once. */
  poke(databaseId: string, containerId: string): void;
  /** Resolves when no change is left that can be delivered now. */
  drain(): Promise<void>;
  /** Delivers nothing new; what is being delivered goes on. */
  stop(): void;
  close(): void;
}>;

type FeedsOptions = Readonly<{
  functions: ReadonlyMap<string, RegisteredFunction>;
  clock: Clock;
  log: Log;
  invoke: Invoke;
  activity: Activity;
  openFeed?: (options: CosmosFeedOptions) => Promise<FeedSource>;
}>;

type Feed = Readonly<{
  databaseId: string;
  containerId: string;
  poke(): void;
  drain(): Promise<void>;
  stop(): void;
  close(): void;
}>;

/** Starts following the change feed for every cosmosDB trigger of the app. */
export function startFeeds(options: FeedsOptions): Feeds {
  const feeds = functionsTriggeredBy("cosmosDBTrigger", options.functions).map((entry) => startFeed(options, entry));
  return {
    poke(databaseId, containerId) {
      for (const feed of feeds) {
        if (feed.databaseId === databaseId && feed.containerId === containerId) feed.poke();
      }
    },
    async drain() {
      await Promise.all(feeds.map((feed) => feed.drain()));
    },
    stop() {
      for (const feed of feeds) feed.stop();
    },
    close() {
      for (const feed of feeds) feed.close();
    },
  };
}

function startFeed(options: FeedsOptions, triggered: TriggeredFunction): Feed {
  const { clock, log } = options;
  const name = triggered.fn.metadata.name;
  const { pollDelayMs, ...where } = readBinding(triggered);
  let source: FeedSource | null = null;
  let loops: readonly FeedLoop[] = [];
  let stopped = false;
  let cancel = () => {};

  const open = async (): Promise<void> => {
    const end = options.activity.begin();
    try {
      source = await (options.openFeed ?? openCosmosFeed)(where);
      if (stopped) {
        source.close();
        return;
      }
      loops = source.ranges.map((part) =>
        startFeedLoop({
          ...part,
          ...options,
          name,
          pollDelayMs,
          deliver: (documents, attempt) => deliver(options.invoke, triggered, documents, attempt),
          retryDelayMs: (failures) => retryDelayMs(triggered.fn.metadata.retryOptions, failures),
        }),
      );
    } catch (error) {
      log({ level: "warning", event: "feed.unopened", functionName: name, message: errorText(error) });
      if (!stopped) cancel = clock.schedule(clock.nowMs() + OPEN_RETRY_MS, reopen);
    } finally {
      end();
    }
  };
  const reopen = () => {
    opening = open();
    return opening;
  };

  let opening = open();
  return {
    databaseId: where.databaseId,
    containerId: where.containerId,
    poke: () => loops.forEach((loop) => loop.poke()),
    async drain() {
      await opening;
      await Promise.all(loops.map((loop) => loop.drain()));
    },
    stop() {
      stopped = true;
      cancel();
      for (const loop of loops) loop.stop();
    },
    close: () => source?.close(),
  };
}

function readBinding({ fn, binding }: TriggeredFunction): CosmosFeedOptions & { pollDelayMs: number } {
  const { name } = fn.metadata;
  const resolve = (text: string) => resolveSettings(text, `Function "${name}"`);
  const options = feedBindingSchema.parse(binding);
  const connectionString = connectionSetting(options.connection, name);
  return {
    functionName: name,
    connectionString,
    databaseId: resolve(options.databaseName),
    containerId: resolve(options.containerName),
    leaseConnectionString:
      options.leaseConnection == null ? connectionString : connectionSetting(options.leaseConnection, name),
    leaseDatabaseId: resolve(options.leaseDatabaseName ?? options.databaseName),
    leaseContainerId: resolve(options.leaseContainerName ?? LEASE_CONTAINER),
    createLeaseContainer: options.createLeaseContainerIfNotExists === true,
    leasePrefix: resolve(options.leaseContainerPrefix ?? ""),
    startFromBeginning: options.startFromBeginning === true,
    itemsMax: options.maxItemsPerInvocation ?? ITEMS_MAX,
    pollDelayMs: options.feedPollDelay ?? POLL_DELAY_MS,
  };
}

function connectionSetting(setting: string, functionName: string): string {
  const value = process.env[setting];
  if (value !== undefined) return value;
  throw new Error(`Function "${functionName}": the app setting ${setting} is missing; it holds a connection string.`);
}

async function deliver(
  invoke: Invoke,
  { fn, bindingName }: TriggeredFunction,
  documents: readonly unknown[],
  attempt: number,
): Promise<void> {
  const maxRetryCount = fn.metadata.retryOptions?.maxRetryCount;
  await invoke(fn, {
    bindingName,
    data: { string: JSON.stringify(documents) },
    ...(maxRetryCount == null ? {} : { retryContext: { retryCount: attempt, maxRetryCount } }),
  });
}
