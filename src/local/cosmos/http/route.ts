import { type Container } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { readAccount } from "./account.ts";
import { handleBatch } from "./batch.ts";
import { isQuery } from "./body.ts";
import { handleBulk } from "./bulk.ts";
import { handleChangeFeed } from "./change-feed.ts";
import { consistencyOf } from "./consistency.ts";
import { handleContainer, handleContainers } from "./containers.ts";
import { handleDatabase, handleDatabases } from "./databases.ts";
import { findContainer, findDatabase } from "./find-resource.ts";
import { handleItem, handleNewItem, handlePartitionKeyDelete, type ItemContext } from "./items.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { handleOffer, handleOffers } from "./offers.ts";
import { readPartitionKeyRanges } from "./partition-key-ranges.ts";
import { handleQuery, handleQueryPlan } from "./query-items.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest, isOn } from "./request.ts";

type Answer = Reply | Refusal | Promise<Reply | Refusal>;

const unknownPath = (): Refusal => badRequest("Request url is invalid.");

/** `/docs`: one path for creating, querying, batches and the change feed, told apart by headers. */
function routeItems(context: ItemContext, request: CosmosRequest): Answer {
  if (request.method === "GET") {
    return request.header("a-im") === null ? handleQuery(context, request) : handleChangeFeed(context, request);
  }
  if (request.method !== "POST") return methodNotAllowed();
  if (isOn(request, "x-ms-cosmos-is-batch-request")) {
    const isAtomic = isOn(request, "x-ms-cosmos-batch-atomic");
    return isAtomic ? handleBatch(context, request) : handleBulk(context, request);
  }
  if (isOn(request, "x-ms-cosmos-is-query-plan-request")) return handleQueryPlan(context, request);
  return isQuery(request) ? handleQuery(context, request) : handleNewItem(context, request);
}

/** What lies below a container. */
function routeInContainer(
  engine: Engine,
  container: Container,
  at: { readonly request: CosmosRequest; readonly activityId: string },
): Answer {
  const { request, activityId } = at;
  const { segments } = request;
  if (segments[4] === "pkranges") return readPartitionKeyRanges(container, request);
  const consistency = consistencyOf(request, engine.consistency);
  if (consistency instanceof Refusal) return consistency;
  const context = { engine, container, consistency, activityId };
  if (segments[4] === "operations" && request.method === "POST") return handlePartitionKeyDelete(context, request);
  if (segments[4] !== "docs" || segments.length > 6) return unknownPath();
  return segments.length === 6 ? handleItem(context, request) : routeItems(context, request);
}

function routeInDatabase(engine: Engine, request: CosmosRequest, activityId: string): Answer {
  const { segments } = request;
  if (segments[2] !== "colls") return unknownPath();
  const database = findDatabase(engine, segments[1] ?? "");
  if (database instanceof Refusal) return database;
  if (segments.length === 3) return handleContainers(engine, database, request);
  const container = findContainer(engine, database, segments[3] ?? "");
  if (container instanceof Refusal) return container;
  return segments.length === 4
    ? handleContainer(engine, container, request)
    : routeInContainer(engine, container, { request, activityId });
}

/** Finds the handler for a signed request. */
export function route(engine: Engine, request: CosmosRequest, activityId: string): Answer {
  const { segments } = request;
  if (segments.length === 0) return readAccount(request, engine.consistency);
  if (segments[0] === "offers") {
    return segments.length === 1 ? handleOffers(engine, request) : handleOffer(engine, request);
  }
  if (segments[0] !== "dbs") return unknownPath();
  if (segments.length === 1) return handleDatabases(engine, request);
  return segments.length === 2 ? handleDatabase(engine, request) : routeInDatabase(engine, request, activityId);
}
