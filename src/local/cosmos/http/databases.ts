import { DEFINITION_READ_CHARGE_RU, DEFINITION_WRITE_CHARGE_RU } from "#local/cosmos/charge/charge.ts";
import { createDatabase, dropDatabase } from "#local/cosmos/engine/change-definitions.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { Refusal } from "#local/cosmos/refusal.ts";
import { isQuery, objectBody } from "./body.ts";
import { findDatabase } from "./find-resource.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { queryResources } from "./query-resources.ts";
import { emptyReply, feedReply, type Reply, resourceReply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";
import { throughputOfHeaders } from "./throughput-header.ts";

async function create(engine: Engine, request: CosmosRequest): Promise<Reply | Refusal> {
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const throughput = throughputOfHeaders(request);
  if (throughput instanceof Refusal) return throughput;
  const database = await createDatabase(engine, body, throughput);
  return database instanceof Refusal ? database : resourceReply(201, database.resource, DEFINITION_WRITE_CHARGE_RU);
}

/** `/dbs`: list, query, create. */
export async function handleDatabases(engine: Engine, request: CosmosRequest): Promise<Reply | Refusal> {
  const resources = [...engine.databases.values()].map(({ resource }) => resource);
  if (isQuery(request)) return queryResources("Databases", resources, request, engine.nowMs());
  if (request.method === "POST") return create(engine, request);
  if (request.method !== "GET") return methodNotAllowed();
  return feedReply("", "Databases", resources, DEFINITION_READ_CHARGE_RU);
}

/** `/dbs/{id}`: read, delete. */
export async function handleDatabase(engine: Engine, request: CosmosRequest): Promise<Reply | Refusal> {
  const database = findDatabase(engine, request.segments[1] ?? "");
  if (database instanceof Refusal) return database;
  if (request.method === "GET") return resourceReply(200, database.resource, DEFINITION_READ_CHARGE_RU);
  if (request.method !== "DELETE") return methodNotAllowed();
  await dropDatabase(engine, database);
  return emptyReply(204, DEFINITION_WRITE_CHARGE_RU);
}
