import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createContainers } from "#adapters/cosmos/create-containers.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { type OpenStore } from "./store-contract.ts";

/** The store as it runs: the unmodified SDK over HTTP, on the containers that the product declares. */
export async function openCosmosStore(partitions: number): Promise<OpenStore> {
  const server = await startCosmosServer({ port: 0, dataFolder: null, partitions });
  const connectionString = `AccountEndpoint=${server.endpoint};AccountKey=${server.key};`;
  const client = connectCosmos({ kind: "connectionString", connectionString });
  return {
    store: createCosmosStore(await createContainers(client, "fleet")),
    close: async () => {
      client.dispose();
      await server.close();
    },
  };
}
