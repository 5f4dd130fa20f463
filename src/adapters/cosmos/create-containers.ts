import { type CosmosClient, type Database } from "@azure/cosmos";
import { columnOf } from "#adapters/cosmos/query-sql.ts";
import { CONTAINERS, type ContainerName } from "#application/ports/collections.ts";

const TTL_OFF_BUT_POSSIBLE = -1;

/** Where the change feed's readers keep their places. */
const LEASES = { id: "leases", partitionKey: { paths: ["/id"] } };

/** Local only: in Azure the containers are infra's, for the app's identity may not create any. */
export async function createContainers(client: CosmosClient, databaseId: string): Promise<Database> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  const names = Object.keys(CONTAINERS).filter((name): name is ContainerName => name in CONTAINERS);
  await Promise.all([
    database.containers.createIfNotExists(LEASES),
    ...names.map((name) => createContainer(database, name)),
  ]);
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
      compositeIndexes: compositeIndexes.map((index) => index.map(indexColumn)),
    },
  });
};

const indexColumn = (column: string) => {
  const { path, direction } = columnOf(column);
  return { path: `/${path.replaceAll(".", "/")}`, order: direction === "desc" ? "descending" : "ascending" } as const;
};
