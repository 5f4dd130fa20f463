import { BulkOperationType, type Container, type Database, type JSONObject, type OperationInput } from "@azure/cosmos";
import { type Collection, CONTAINERS, type ContainerName } from "#application/ports/collections.ts";
import { type CommitResult, type Conflict, type Store, type Touch } from "#application/ports/store.ts";
import { codeOf, rethrow } from "#adapters/cosmos/outage.ts";
import { querySql } from "#adapters/cosmos/query-sql.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version, type Versioned } from "#domain/version.ts";

const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;
const FAILED_DEPENDENCY = 424;

/** The store on Cosmos DB for NoSQL: one commit is one transactional batch, one version is one `_etag`. */
export function createCosmosStore(database: Database): Store {
  const of = (name: ContainerName): Container => database.container(name);
  return {
    read: (collection, partition, id, options) =>
      read(of(collection.container), collection, { partition, id, eventual: options?.consistency === "eventual" }),
    query: async (collection, query) => {
      try {
        const iterator = of(collection.container).items.query<JSONObject>(
          querySql(query, CONTAINERS[collection.container].compositeIndexes),
          {
            maxItemCount: query.limit,
            ...(query.partition === null ? {} : { partitionKey: query.partition }),
            ...(query.cursor == null ? {} : { continuationToken: query.cursor }),
          },
        );
        const page = await iterator.fetchNext();
        const items = (page.resources ?? []).map((resource) => versioned(collection, resource));
        return { items, nextCursor: page.continuationToken ?? null };
      } catch (error) {
        return rethrow(error);
      }
    },
    commit: (container, partition, writes) => commit(of(container), partition, writes),
    touch: (collection, partition, id, touch) => patch(of(collection.container), { partition, id }, touch),
  };
}

type At = { readonly partition: string; readonly id: string };

async function read<T>(
  container: Container,
  collection: Collection<T>,
  at: At & { readonly eventual: boolean },
): Promise<Versioned<T> | null> {
  try {
    const { resource } = await container
      .item(at.id, at.partition)
      .read<JSONObject>(at.eventual ? { consistencyLevel: "Eventual" } : {});
    return resource === undefined ? null : versioned(collection, resource);
  } catch (error) {
    return codeOf(error) === NOT_FOUND ? null : rethrow(error);
  }
}

async function commit(container: Container, partition: string, writes: readonly Write[]): Promise<CommitResult> {
  try {
    const response = await container.items.batch(writes.map(operationOf), partition);
    const results = response.result ?? [];
    const index = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== FAILED_DEPENDENCY);
    const failed = results[index];
    return failed === undefined ? { ok: true } : { ok: false, conflict: { index, why: reasonOf(failed.statusCode) } };
  } catch (error) {
    return rethrow(error);
  }
}

function reasonOf(status: number): Conflict["why"] {
  if (status === CONFLICT) return "exists";
  if (status === PRECONDITION_FAILED) return "stale";
  if (status === NOT_FOUND) return "missing";
  return rethrow({ code: status });
}

function operationOf(write: Write): OperationInput {
  switch (write.kind) {
    case "create":
      return { operationType: BulkOperationType.Create, resourceBody: json(write.doc) };
    case "replace":
      return {
        operationType: BulkOperationType.Replace,
        id: write.doc.id,
        resourceBody: json(write.doc),
        ifMatch: write.expected,
      };
    case "delete":
      return { operationType: BulkOperationType.Delete, id: write.id };
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- documents are plain JSON by their schemas, which the SDK's type does not know
const json = (doc: { readonly id: string }) => doc as JSONObject & { id: string };

async function patch(container: Container, at: At, { path, value, when }: Touch): Promise<boolean> {
  const condition = when
    .map(({ path: each, equals }) => `c.${each} = ${typeof equals === "number" ? equals : JSON.stringify(equals)}`)
    .join(" AND ");
  try {
    await container.item(at.id, at.partition).patch({
      condition: `FROM c WHERE ${condition}`,
      operations: [{ op: "set", path: `/${path.replaceAll(".", "/")}`, value }],
    });
    return true;
  } catch (error) {
    const code = codeOf(error);
    return code === PRECONDITION_FAILED || code === NOT_FOUND ? false : rethrow(error);
  }
}

/** Parsing drops the service's own members, so that a document read and written again is ours alone. */
function versioned<T>(collection: Collection<T>, resource: JSONObject): Versioned<T> {
  const etag = resource["_etag"];
  if (typeof etag !== "string") throw new Error(`A document of ${collection.container} came without a version.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a store mints versions
  return { value: collection.schema.parse(resource), version: etag as Version };
}
