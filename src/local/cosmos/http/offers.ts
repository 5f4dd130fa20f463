import { DEFINITION_READ_CHARGE_RU } from "#local/cosmos/charge/charge.ts";
import { setThroughput } from "#local/cosmos/engine/change-definitions.ts";
import { type Container, type Database, type Throughput } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { offerRid } from "#local/cosmos/engine/resource-id.ts";
import { notFound, Refusal } from "#local/cosmos/refusal.ts";
import { textOf } from "#local/cosmos/json.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { isQuery, objectBody } from "./body.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { queryResources } from "./query-resources.ts";
import { feedReply, type Reply, resourceReply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";
import { throughputOfOffer } from "./throughput-header.ts";

/** Autoscale never goes below a tenth of its maximum, and that is what its offer says besides. */
const AUTOSCALE_FLOOR = 0.1;

type Owner = Container | Database;

function offerContent({ ruPerSecond, autoscale }: Throughput): JsonObject {
  const manual = { offerThroughput: ruPerSecond, offerIsRUPerMinuteThroughputEnabled: false };
  if (!autoscale) return manual;
  return {
    ...manual,
    offerThroughput: ruPerSecond * AUTOSCALE_FLOOR,
    offerAutopilotSettings: { maxThroughput: ruPerSecond },
  };
}

function offerOf({ rid, resource }: Owner, throughput: Throughput): JsonObject {
  const id = offerRid(rid);
  return {
    id,
    _rid: id,
    _self: `offers/${id}/`,
    _etag: '"1"',
    _ts: resource["_ts"] ?? 0,
    offerVersion: "V2",
    offerType: "Invalid",
    resource: resource["_self"] ?? "",
    offerResourceId: rid,
    content: offerContent(throughput),
  };
}

type Offer = { readonly owner: Owner; readonly resource: JsonObject };

function listOffers(engine: Engine): readonly Offer[] {
  const databases = [...engine.databases.values()];
  const owners: Owner[] = [...databases, ...databases.flatMap(({ containers }) => Array.from(containers.values()))];
  return owners.flatMap((owner) =>
    owner.throughput === null ? [] : [{ owner, resource: offerOf(owner, owner.throughput) }],
  );
}

/** `/offers`: list, query. */
export function handleOffers(engine: Engine, request: CosmosRequest): Reply | Refusal {
  const offers = listOffers(engine).map(({ resource }) => resource);
  if (isQuery(request)) return queryResources("Offers", offers, request, engine.nowMs());
  return request.method === "GET" ? feedReply("", "Offers", offers, DEFINITION_READ_CHARGE_RU) : methodNotAllowed();
}

/** `/offers/{rid}`: read, replace. */
export async function handleOffer(engine: Engine, request: CosmosRequest): Promise<Reply | Refusal> {
  const rid = request.segments[1] ?? "";
  const offers = listOffers(engine);
  // Some clients ask with the lower-cased id that they sign.
  const offer =
    offers.find(({ resource }) => resource["id"] === rid) ??
    offers.find(({ resource }) => textOf(resource, "id").toLowerCase() === rid.toLowerCase());
  if (offer === undefined) return notFound();
  if (request.method === "GET") return resourceReply(200, offer.resource, DEFINITION_READ_CHARGE_RU);
  if (request.method !== "PUT") return methodNotAllowed();
  const body = objectBody(request);
  if (body instanceof Refusal) return body;
  const throughput = throughputOfOffer(body["content"]);
  if (throughput instanceof Refusal) return throughput;
  await setThroughput(engine, offer.owner, throughput);
  return resourceReply(200, offerOf(offer.owner, throughput), DEFINITION_READ_CHARGE_RU);
}
