import { type Container } from "#local/cosmos/engine/container.ts";
import { textOf } from "#local/cosmos/json.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";
import { ownerHeaders } from "./owner-headers.ts";

/** Partitions never split here, so their list has one version for ever. */
const ETAG = '"1"';

/** `/dbs/{id}/colls/{id}/pkranges`: the physical partitions; 304 for a client that has the list. */
export function readPartitionKeyRanges(container: Container, request: CosmosRequest): Reply {
  const headers = { ...ownerHeaders(container), etag: ETAG };
  if (request.header("if-none-match") !== null) return { status: 304, chargeRu: 1, headers, body: null };
  const { partitions, rid, resource } = container;
  const ranges = partitions.map((physical) => ({
    _rid: `${rid}${physical.id}`,
    id: physical.id,
    _etag: ETAG,
    minInclusive: physical.min,
    maxExclusive: physical.max,
    ridPrefix: physical.index,
    _self: `${textOf(resource, "_self")}pkranges/${physical.id}/`,
    throughputFraction: 1 / partitions.length,
    status: "online",
    parents: [],
    _ts: resource["_ts"],
  }));
  const body = JSON.stringify({ _rid: rid, PartitionKeyRanges: ranges, _count: ranges.length });
  return { status: 200, chargeRu: 1, headers, body };
}
