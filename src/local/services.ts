import { join } from "node:path";
import { createContainers } from "#adapters/cosmos/create-containers.ts";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { startAzurite } from "#local/azurite.ts";
import { type CosmosServer, startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { startWebPubSub } from "#local/web-pubsub/web-pubsub-server.ts";

const DATABASE = "fleet";

export type ServicesOptions = {
  readonly dataFolder: string;
  /** 0 takes free ones. */
  readonly ports: { readonly cosmos: number; readonly webPubSub: number; readonly blob: number };
  readonly fsync: boolean;
  readonly nowMs: () => number;
};
export type Services = {
  readonly cosmos: CosmosServer;
  /** The app settings by which the function app finds them, here and under `func start` alike. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Everything of Azure that the function app talks to: the store with its containers, the live line, and the blobs. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataFolder, ports } = options;
  const [cosmos, webPubSub, blob] = await Promise.all([
    startCosmosServer({
      port: ports.cosmos,
      dataFolder: join(dataFolder, "cosmos"),
      fsync: options.fsync,
      nowMs: options.nowMs,
    }),
    startWebPubSub({ port: ports.webPubSub, nowMs: options.nowMs }),
    startAzurite({ port: ports.blob, folder: join(dataFolder, "blob") }),
  ]);
  const connectionString = `AccountEndpoint=${cosmos.endpoint};AccountKey=${cosmos.key};`;
  // Azurite takes a second to load and its address is known before that, so the containers are made meanwhile.
  await Promise.all([
    createContainers(connectCosmos({ kind: "connectionString", connectionString }), DATABASE),
    blob.ready,
  ]);
  return {
    cosmos,
    settings: {
      COSMOS_CONNECTION: connectionString,
      WebPubSubConnectionString: webPubSub.connectionString,
      FLEET_BLOB_CONNECTION: blob.connectionString,
      FLEET_DATABASE: DATABASE,
    },
    close: async () => {
      await Promise.all([cosmos.close(), webPubSub.close(), blob.close()]);
    },
  };
}
