import type * as cosmos from "@azure/cosmos";
import { createHash } from "node:crypto";
import { type Checkpoint, type FeedRange, type FeedSource } from "./feed-source.ts";

/** Where a cosmosDB trigger reads and where it keeps its checkpoints. */
export type CosmosFeedOptions = Readonly<{
  functionName: string;
  connectionString: string;
  databaseId: string;
  containerId: string;
  leaseConnectionString: string;
  leaseDatabaseId: string;
  leaseContainerId: string;
  createLeaseContainer: boolean;
  leasePrefix: string;
  startFromBeginning: boolean;
  itemsMax: number;
}>;

type Sdk = typeof cosmos;

/**
 * Opens a container's change feed with the Cosmos SDK, and one checkpoint document for each of its ranges.
 * Rejects when the account does not answer or a container is missing.
 */
export async function openCosmosFeed(options: CosmosFeedOptions): Promise<FeedSource> {
  // Loaded here, because it takes its time and an app without such a trigger has no use for it.
  const sdk = await import("@azure/cosmos");
  const client = new sdk.CosmosClient(options.connectionString);
  const shared = options.leaseConnectionString === options.connectionString;
  const leaseClient = shared ? client : new sdk.CosmosClient(options.leaseConnectionString);
  const close = () => {
    client.dispose();
    if (!shared) leaseClient.dispose();
  };
  try {
    const container = client.database(options.databaseId).container(options.containerId);
    const leaseDatabase = leaseClient.database(options.leaseDatabaseId);
    if (options.createLeaseContainer) {
      await leaseDatabase.containers.createIfNotExists({ id: options.leaseContainerId, partitionKey: "/id" });
    }
    const leases = leaseDatabase.container(options.leaseContainerId);
    const ranges = await container.getFeedRanges();
    return {
      ranges: ranges.map((range) => {
        const id = rangeId(range);
        return {
          range: { id, read: createReader(sdk, container, range, options) },
          checkpoint: createCheckpoint(leases, checkpointId(options, id), { ...options, rangeId: id }),
        };
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function rangeId(range: cosmos.FeedRange): string {
  const { minInclusive, maxExclusive } = range;
  return `${minInclusive}-${maxExclusive}`;
}

function createReader(
  sdk: Sdk,
  container: cosmos.Container,
  range: cosmos.FeedRange,
  options: CosmosFeedOptions,
): FeedRange["read"] {
  let iterator: cosmos.ChangeFeedPullModelIterator<unknown> | null = null;
  let position: string | null = null;
  const open = (continuation: string | null) => {
    const { ChangeFeedStartFrom } = sdk;
    const first = options.startFromBeginning ? ChangeFeedStartFrom.Beginning(range) : ChangeFeedStartFrom.Now(range);
    return container.items.getChangeFeedIterator<unknown>({
      maxItemCount: options.itemsMax,
      changeFeedStartFrom: continuation === null ? first : ChangeFeedStartFrom.Continuation(continuation),
    });
  };
  return async (continuation) => {
    if (iterator === null || position !== continuation) iterator = open(continuation);
    try {
      const page = await iterator.readNext();
      position = page.continuationToken;
      return { documents: page.statusCode === 304 ? [] : page.result, continuation: page.continuationToken };
    } catch (error) {
      // Where a failed iterator stands is not known: the next read opens one at the continuation.
      iterator = null;
      throw error;
    }
  };
}

/** An id may not contain `/ \ ? #`, and two triggers on one container must not share it. */
function checkpointId(options: CosmosFeedOptions, range: string): string {
  const { leasePrefix, databaseId, containerId, functionName } = options;
  const digest = createHash("sha256").update(`${databaseId}/${containerId}/${range}`).digest("hex").slice(0, 16);
  return `${leasePrefix}${functionName}.${containerId}.${digest}`.replaceAll(/[/\\?#]/g, "_");
}

function createCheckpoint(
  leases: cosmos.Container,
  id: string,
  about: Readonly<{ functionName: string; databaseId: string; containerId: string; rangeId: string }>,
): Checkpoint {
  const { functionName, databaseId, containerId } = about;
  return {
    async read() {
      const { resource } = await leases.item(id, id).read<{ continuation?: string }>();
      return resource?.continuation ?? null;
    },
    async write(continuation) {
      await leases.items.upsert({ id, functionName, databaseId, containerId, rangeId: about.rangeId, continuation });
    },
  };
}
