import { type CosmosClient, type Database } from "@azure/cosmos";
import { columnOf } from "#adapters/cosmos/query-sql.ts";
import { CONTAINERS, type ContainerName } from "#application/ports/collections.ts";

const TTL_OFF_BUT_POSSIBLE = -1;

/** Where the change feed's readers keep their places. */
const LEASES = { id: "leases", partitionKey: { paths: ["/id"] } };

/** Every container as the service is asked for it: here when the local fleet starts, in Azure by infra (containers.json). */
export const containerDefinitions = () => [
  LEASES,
  ...Object.keys(CONTAINERS)
    .filter((name): name is ContainerName => name in CONTAINERS)
    .map(definitionOf),
];

/** Local only: in Azure the containers are infra's, for the app's identity may not create any. */
export async function createContainers(client: CosmosClient, databaseId: string): Promise<Database> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  await Promise.all(containerDefinitions().map((definition) => database.containers.createIfNotExists(definition)));
  return database;
}

const definitionOf = (name: ContainerName) => {
  const { partitionKey, ttl, compositeIndexes, unindexed } = CONTAINERS[name];
  return {
    id: name,
    partitionKey: { paths: [partitionKey] },
    ...(ttl ? { defaultTtl: TTL_OFF_BUT_POSSIBLE } : {}),
    indexingPolicy: {
      includedPaths: [{ path: "/*" }],
      excludedPaths: unindexed.map((path) => ({ path: `${pointerOf(path)}/*` })),
      compositeIndexes: compositeIndexes.map((index) => index.map(indexColumn)),
    },
  };
};

const indexColumn = (column: string) => {
  const { path, direction } = columnOf(column);
  return { path: pointerOf(path), order: direction === "desc" ? "descending" : "ascending" } as const;
};

const pointerOf = (path: string): string => `/${path.replaceAll(".", "/")}`;
