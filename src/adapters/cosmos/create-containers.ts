import { type CosmosClient, type Database } from "@azure/cosmos";
import { CONTAINERS, type ContainerName } from "#application/ports/collections.ts";

const TTL_OFF_BUT_POSSIBLE = -1;

/** Local only: in Azure the containers are infra's, for the app's identity may not create any. */
export async function createContainers(client: CosmosClient, databaseId: string): Promise<Database> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  const names = Object.keys(CONTAINERS).filter((name): name is ContainerName => name in CONTAINERS);
  await Promise.all(names.map((name) => createContainer(database, name)));
  return database;
}

const createContainer = (database: Database, name: ContainerName) => {
  const { partitionKey, ttl, compositeIndexes } = CONTAINERS[name];
  return database.containers.createIfNotExists({
    id: name,
    partitionKey: { paths: [partitionKey] },
    ...(ttl ? { defaultTtl: TTL_OFF_BUT_POSSIBLE } : {}),
    indexingPolicy: {
      includedPaths: [{ path: "/*" }],
      compositeIndexes: compositeIndexes.map((index) => index.map(columnOf)),
    },
  });
};

/** `lease.expiresAtMs desc` → `/lease/expiresAtMs`, descending. */
function columnOf(column: string): { readonly path: string; readonly order: "ascending" | "descending" } {
  const [path = "", direction] = column.split(" ");
  return { path: `/${path.replaceAll(".", "/")}`, order: direction === "desc" ? "descending" : "ascending" };
}
