import { type PartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { readChargeAt } from "#local/cosmos/charge/charge.ts";
import { readAllVersions } from "#local/cosmos/engine/all-versions-feed.ts";
import { type ChangeFeedRequest, readChangeFeed } from "#local/cosmos/engine/change-feed.ts";
import { logicalFor } from "#local/cosmos/engine/container.ts";
import { waitUntilShown } from "#local/cosmos/engine/execute-operation.ts";
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

const NO_HISTORY =
  "The container keeps no history: its definition needs a changeFeedPolicy with a retentionDuration for a feed of all versions and deletes.";

const isAllVersions = (request: CosmosRequest): boolean =>
  request.header("a-im")?.toLowerCase().includes("full-fidelity") ?? false;

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
  if (ifNoneMatch === "*") return physical.lsn;
  const lsn = Number(ifNoneMatch.replaceAll('"', ""));
  // One that is ahead was given by another history: going on from it would pass over everything up to there.
  return Number.isInteger(lsn) && lsn >= 0 && lsn <= physical.lsn
    ? lsn
    : badRequest("The change feed continuation is not valid for this container.");
}

function timeOf(ifModifiedSince: string | null): number | null {
  const sinceMs = ifModifiedSince === null ? Number.NaN : Date.parse(ifModifiedSince);
  return Number.isNaN(sinceMs) ? null : Math.floor(sinceMs / 1000);
}

type Rows = { readonly texts: readonly string[]; readonly continuationLsn: number; readonly chargeRu: number };

function readLatest(request: ChangeFeedRequest): Rows {
  const { documents, ...page } = readChangeFeed(request);
  return { ...page, texts: documents.map(({ text, lsn }) => `${text.slice(0, -1)},"_lsn":${lsn}}`) };
}

function readVersions(request: ChangeFeedRequest): Rows | Refusal {
  if (request.container.settings.versionRetentionS === null) return badRequest(NO_HISTORY);
  const { changes, ...page } = readAllVersions(request);
  return { ...page, texts: changes.map((change) => JSON.stringify(change)) };
}

function feedReply(
  { container, consistency }: ItemContext,
  physical: PhysicalPartition,
  { texts, continuationLsn, chargeRu: readRu }: Rows,
): Reply {
  const chargeRu = readChargeAt(consistency, readRu);
  pay(container, physical, chargeRu);
  const headers = {
    ...ownerHeaders(container),
    ...sessionHeaders(physical),
    etag: `"${continuationLsn}"`,
    "x-ms-item-count": String(texts.length),
  };
  if (texts.length === 0) return { status: 304, chargeRu, headers, body: null };
  const body = `{"_rid":"${container.rid}","Documents":[${texts.join(",")}],"_count":${texts.length}}`;
  return { status: 200, chargeRu, headers, body };
}

/** The change feed of a partition key or a physical partition; 304 when there is nothing new. */
export async function handleChangeFeed(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const { engine, container } = context;
  const place = placeOf(context, request);
  if (place instanceof Refusal) return place;
  const { physical, key } = place;
  sweepExpired(engine, container);
  const throttled = throttle(container, physical, engine.nowMs());
  if (throttled !== null) return throttled;
  const afterLsn = startOf(physical, request.header("if-none-match"));
  if (afterLsn instanceof Refusal) return afterLsn;
  const wanted = {
    container,
    physical,
    keyText: key === null ? null : keyTextOf(key),
    slice: sliceOf(request, physical),
    afterLsn,
    afterTimestampS: timeOf(request.header("if-modified-since")),
    maxItemCount: changeFeedPageSize(request),
  };
  const rows = isAllVersions(request) ? readVersions(wanted) : readLatest(wanted);
  if (rows instanceof Refusal) return rows;
  const reply = feedReply(context, physical, rows);
  await waitUntilShown(engine, physical, physical.lsn);
  return reply;
}
