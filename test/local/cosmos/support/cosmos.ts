import { type Container, CosmosClient, type ContainerRequest, type CosmosClientOptions } from "@azure/cosmos";
import { afterAll, beforeAll } from "vitest";
import { type CosmosServer, type CosmosServerOptions, startCosmosServer } from "#local/cosmos/cosmos-server.ts";

export const DATABASE = "db";

/** The unmodified SDK, pointed at a server. Its own retries are off, so that a test sees every refusal. */
export function clientOf(server: CosmosServer, options: Partial<CosmosClientOptions> = {}): CosmosClient {
  return new CosmosClient({
    endpoint: server.endpoint,
    key: server.key,
    connectionPolicy: {
      enableBackgroundEndpointRefreshing: false,
      retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
    },
    ...options,
  });
}

export type Cosmos = {
  server: CosmosServer;
  client: CosmosClient;
  /** A new container of the test database; its key is `/pk` unless told. */
  container(definition?: Partial<ContainerRequest>): Promise<Container>;
};

/** One memory-only server for the tests of a file. */
export function useCosmos(options: Partial<CosmosServerOptions> = {}): Cosmos {
  let count = 0;
  const cosmos = {} as Cosmos;
  cosmos.container = async (definition = {}) => {
    count += 1;
    const { container } = await cosmos.client
      .database(DATABASE)
      .containers.create({ id: `c${count}`, partitionKey: "/pk", ...definition });
    return container;
  };
  beforeAll(async () => {
    cosmos.server = await startCosmosServer({ port: 0, dataFolder: null, ...options });
    cosmos.client = clientOf(cosmos.server);
    await cosmos.client.databases.create({ id: DATABASE });
  });
  afterAll(async () => {
    cosmos.client.dispose();
    await cosmos.server.close();
  });
  return cosmos;
}

export type RefusalSeen = {
  readonly code: number | undefined;
  readonly substatus: number | undefined;
  readonly message: string;
};

/** What a call is refused with, however the SDK wraps it; undefined when it is accepted. */
export async function refusalOf(call: Promise<unknown>): Promise<RefusalSeen | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const outer = error as { code?: number; substatus?: number; message: string; cause?: { code?: number } };
    const { code = outer.cause?.code, substatus, message } = outer;
    return { code, substatus, message };
  }
}

export const codeOf = async (call: Promise<unknown>): Promise<number | undefined> => (await refusalOf(call))?.code;
