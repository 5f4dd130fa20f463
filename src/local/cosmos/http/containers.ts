import { DEFINITION_READ_CHARGE_RU, DEFINITION_WRITE_CHARGE_RU } from "#local/cosmos/charge/charge.ts";
import { createContainer, dropContainer, replaceContainer } from "#local/cosmos/engine/change-definitions.ts";
import { type Container, type Database } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { preconditionFailed, Refusal } from "#local/cosmos/refusal.ts";
import { isQuery, objectBody } from "./body.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { queryResources } from "./query-resources.ts";
import { emptyReply, feedReply, type Reply, resourceReply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";
import { throughputOfHeaders } from "./throughput-header.ts";

async function create(engine: Engine, database: Database, request: CosmosRequest): Promise<Reply | Refusal> {
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const throughput = throughputOfHeaders(request);
  if (throughput instanceof Refusal) return throughput;
  const container = await createContainer(engine, database, { body, throughput });
  return container instanceof Refusal ? container : resourceReply(201, container.resource, DEFINITION_WRITE_CHARGE_RU);
}

async function replace(engine: Engine, container: Container, request: CosmosRequest): Promise<Reply | Refusal> {
  const ifMatch = request.header("if-match");
  if (ifMatch !== null && ifMatch !== "*" && ifMatch !== container.resource["_etag"]) return preconditionFailed();
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const replaced = await replaceContainer(engine, container, body);
  if (replaced instanceof Refusal) return replaced;
  return resourceReply(200, replaced.resource, DEFINITION_WRITE_CHARGE_RU * 2);
}

/** `/dbs/{id}/colls`: list, query, create. */
export async function handleContainers(
  engine: Engine,
  database: Database,
  request: CosmosRequest,
): Promise<Reply | Refusal> {
  const resources = [...database.containers.values()].map(({ resource }) => resource);
  if (isQuery(request)) return queryResources("DocumentCollections", resources, request, engine.nowMs());
  if (request.method === "POST") return create(engine, database, request);
  if (request.method !== "GET") return methodNotAllowed();
  return feedReply(database.rid, "DocumentCollections", resources, DEFINITION_READ_CHARGE_RU);
}

/** `/dbs/{id}/colls/{id}`: read, replace, delete. */
export async function handleContainer(
  engine: Engine,
  container: Container,
  request: CosmosRequest,
): Promise<Reply | Refusal> {
  switch (request.method) {
    case "GET":
      return resourceReply(200, container.resource, 1);
    case "PUT":
      return replace(engine, container, request);
    case "DELETE":
      await dropContainer(engine, container);
      return emptyReply(204, DEFINITION_WRITE_CHARGE_RU);
    default:
      return methodNotAllowed();
  }
}
