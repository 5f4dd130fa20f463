import { type PartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { readChargeAt } from "#local/cosmos/charge/charge.ts";
import { readChangeFeed } from "#local/cosmos/engine/change-feed.ts";
import { logicalFor } from "#local/cosmos/engine/container.ts";
import { fullKeyOfHeader, keyTextOf } from "#local/cosmos/engine/partition-key.ts";
import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { sweepExpired } from "#local/cosmos/engine/sweep.ts";
import { pay, throttle } from "#local/cosmos/engine/throughput.ts";
import { badRequest, rangeGone, Refusal } from "#local/cosmos/refusal.ts";
import { type ItemContext } from "./items.ts";
import { ownerHeaders, sessionHeaders } from "./owner-headers.ts";
import { changeFeedPageSize } from "./page-size.ts";
import { sliceOf } from "./query-items.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest } from "./request.ts";

type FeedPlace = { readonly physical: PhysicalPartition; readonly key: readonly PartitionKeyValue[] | null };

function placeOf({ container }: ItemContext, request: CosmosRequest): FeedPlace | Refusal {
  const header = request.header("x-ms-documentdb-partitionkey");
  if (header !== null) {
    const key = fullKeyOfHeader(header, container.settings.keyPaths.length);
    return key instanceof Refusal ? key : { physical: logicalFor(container, key).physical, key };
  }
  const rangeId = request.header("x-ms-documentdb-partitionkeyrangeid");
  if (rangeId === null) return badRequest("A change feed read needs a partition key or a partition key range.");
  const physical = container.partitions.find(({ id }) => id === rangeId);
  return physical === undefined ? rangeGone() : { physical, key: null };
}

/** The LSN that a read goes on after: of its continuation, of this moment (`*`), or of the beginning. */
function startOf(physical: PhysicalPartition, ifNoneMatch: string | null): number | Refusal {
  if (ifNoneMatch === null || ifNoneMatch === "") return 0;
  if (ifNoneMatch === "*") return physical.durableLsn;
  const lsn = Number(ifNoneMatch.replaceAll('"', ""));
  return Number.isInteger(lsn) && lsn >= 0 ? lsn : badRequest("The change feed continuation is not valid.");
}

function timeOf(ifModifiedSince: string | null): number | null {
  const sinceMs = ifModifiedSince === null ? Number.NaN : Date.parse(ifModifiedSince);
  return Number.isNaN(sinceMs) ? null : Math.floor(sinceMs / 1000);
}

/** The change feed of a partition key or a physical partition; 304 when there is nothing new. */
export function handleChangeFeed(context: ItemContext, request: CosmosRequest): Reply | Refusal {
  const { engine, container, consistency } = context;
  const place = placeOf(context, request);
  if (place instanceof Refusal) return place;
  const { physical, key } = place;
  sweepExpired(engine, container);
  const throttled = throttle(container, physical, engine.nowMs());
  if (throttled !== null) return throttled;
  const afterLsn = startOf(physical, request.header("if-none-match"));
  if (afterLsn instanceof Refusal) return afterLsn;

  const page = readChangeFeed({
    container,
    physical,
    keyText: key === null ? null : keyTextOf(key),
    slice: sliceOf(request, physical),
    afterLsn,
    afterTimestampS: timeOf(request.header("if-modified-since")),
    maxItemCount: changeFeedPageSize(request),
  });
  const chargeRu = readChargeAt(consistency, page.chargeRu);
  pay(container, physical, chargeRu);
  const headers = {
    ...ownerHeaders(container),
    ...sessionHeaders(physical),
    etag: `"${page.continuationLsn}"`,
    "x-ms-item-count": String(page.documents.length),
  };
  if (page.documents.length === 0) return { status: 304, chargeRu, headers, body: null };
  const rows = page.documents.map(({ text, lsn }) => `${text.slice(0, -1)},"_lsn":${lsn}}`);
  const body = `{"_rid":"${container.rid}","Documents":[${rows.join(",")}],"_count":${rows.length}}`;
  return { status: 200, chargeRu, headers, body };
}
