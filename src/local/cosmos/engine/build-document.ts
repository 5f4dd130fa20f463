import { textOf } from "#local/cosmos/json.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { type Container } from "./container.ts";
import { type Engine, nextEtag, secondsOf } from "./engine.ts";
import { type Document, type LogicalPartition } from "./partition.ts";
import { documentRid } from "./resource-id.ts";

type Placement = {
  readonly logical: LogicalPartition;
  readonly lsn: number;
  /** The version that this one takes the place of, or null for a new item. */
  readonly previous: Document | null;
};

/** The version of an item that a write makes: the client's properties, and the server's own in place of any given. */
export function buildDocument(engine: Engine, container: Container, item: JsonObject, placement: Placement): Document {
  const { _rid, _self, _etag, _attachments, _ts, _lsn, ...properties } = item;
  const { logical, lsn, previous } = placement;
  const sequence = previous?.sequence ?? container.nextSequence++;
  const rid = documentRid(container.rid, sequence);
  const json = {
    ...properties,
    _rid: rid,
    _self: `dbs/${container.database.rid}/colls/${container.rid}/docs/${rid}/`,
    _etag: nextEtag(engine),
    _attachments: "attachments/",
    _ts: secondsOf(engine.nowMs()),
  };
  return documentOf(json, { logical, lsn, sequence });
}

/** A stored item as it comes back from the log. */
export function documentOf(
  json: JsonObject,
  place: { readonly logical: LogicalPartition; readonly lsn: number; readonly sequence: number },
): Document {
  const text = JSON.stringify(json);
  return {
    ...place,
    id: textOf(json, "id"),
    etag: textOf(json, "_etag"),
    timestampS: Number(json["_ts"]),
    json,
    text,
    sizeBytes: Buffer.byteLength(text),
    isCurrent: true,
  };
}
