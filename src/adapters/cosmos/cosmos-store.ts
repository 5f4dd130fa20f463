import {
  BulkOperationType,
  type Container,
  type Database,
  type JSONObject,
  type OperationInput,
  type SqlQuerySpec,
} from "@azure/cosmos";
import { type Collection, CONTAINERS, type ContainerName } from "#application/ports/collections.ts";
import { type Query, type QueryPage } from "#application/ports/query.ts";
import {
  type CommitResult,
  type Conflict,
  ContentTooLarge,
  CursorRefused,
  type Store,
  type Touch,
} from "#application/ports/store.ts";
import { codeOf, rethrow } from "#adapters/cosmos/outage.ts";
import { querySql } from "#adapters/cosmos/query-sql.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version, type Versioned } from "#domain/version.ts";

const BAD_REQUEST = 400;
const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;
const CONTENT_TOO_LARGE = 413;
const FAILED_DEPENDENCY = 424;
/** What a header may carry: a cursor travels in one. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;
/** Left to itself the SDK tries a lost read again for ten seconds, and by then whoever asked has given up. */
const OPERATION_MAX_MS = 3_000;
const withinTime = () => ({ abortSignal: AbortSignal.timeout(OPERATION_MAX_MS) });

/** The store on Cosmos DB for NoSQL: one commit is one transactional batch, one version is one `_etag`. */
export function createCosmosStore(database: Database): Store {
  const of = (name: ContainerName): Container => database.container(name);
  return {
    read: (collection, partition, id, options) =>
      read(of(collection.container), collection, { partition, id, eventual: options?.consistency === "eventual" }),
    query: (collection, query) => select(of(collection.container), collection, query),
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
      .read<JSONObject>({ ...withinTime(), ...(at.eventual ? { consistencyLevel: "Eventual" } : {}) });
    return resource === undefined ? null : versioned(collection, resource);
  } catch (error) {
    return codeOf(error) === NOT_FOUND ? null : rethrow(error);
  }
}

/**
 * The service ends a page where it likes, an empty one too, so pages are asked for until the limit is reached: to the
 * caller a page that is not full is the last one.
 */
async function select<T>(
  container: Container,
  collection: Collection<T>,
  query: Query,
): Promise<QueryPage<Versioned<T>>> {
  const sql = querySql(query, CONTAINERS[collection.container].compositeIndexes);
  const items: Versioned<T>[] = [];
  let cursor = query.cursor ?? null;
  do {
    // Sequential on purpose: each page goes on where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const page = await fetchPage(container, sql, { ...query, limit: query.limit - items.length, cursor });
    items.push(...(page.resources ?? []).map((resource) => versioned(collection, resource)));
    cursor = page.continuationToken ?? null;
  } while (cursor !== null && items.length < query.limit);
  return { items, nextCursor: cursor };
}

async function fetchPage(container: Container, sql: SqlQuerySpec, { partition, orderBy, limit, cursor }: Query) {
  if (cursor != null && !HEADER_TEXT.test(cursor)) throw new CursorRefused("A cursor is plain text.");
  try {
    const iterator = container.items.query<JSONObject>(sql, {
      ...withinTime(),
      maxItemCount: limit,
      ...(partition === null ? {} : { partitionKey: partition }),
      ...(cursor == null ? {} : { continuationToken: cursor }),
      // Merging sorted partitions is the SDK's work, and without this it gives no cursor for it.
      enableQueryControl: partition === null && (orderBy ?? []).length > 0,
    });
    return await iterator.fetchNext();
  } catch (error) {
    // Everything else of the request is our own: only the cursor can be what the service does not understand.
    if (cursor != null && codeOf(error) === BAD_REQUEST) throw new CursorRefused("No page gave this cursor.");
    return rethrow(error);
  }
}

async function commit(container: Container, partition: string, writes: readonly Write[]): Promise<CommitResult> {
  try {
    const response = await container.items.batch(writes.map(operationOf), partition, withinTime());
    const results = response.result ?? [];
    const index = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== FAILED_DEPENDENCY);
    const failed = results[index];
    return failed === undefined ? { ok: true } : { ok: false, conflict: { index, why: reasonOf(failed.statusCode) } };
  } catch (error) {
    if (codeOf(error) === CONTENT_TOO_LARGE) throw new ContentTooLarge("The batch is too large.");
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
    await container.item(at.id, at.partition).patch(
      {
        ...(condition === "" ? {} : { condition: `FROM c WHERE ${condition}` }),
        operations: [{ op: "set", path: `/${path.replaceAll(".", "/")}`, value }],
      },
      withinTime(),
    );
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
