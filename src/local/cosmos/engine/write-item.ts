import { insertCharge, replaceCharge, type ReplaceWork } from "#local/cosmos/charge/charge.ts";
import { ITEM_SIZE_MAX_BYTES } from "#local/cosmos/limits.ts";
import { badRequest, conflict, notFound, Refusal, tooLarge } from "#local/cosmos/refusal.ts";
import { type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { buildDocument } from "./build-document.ts";
import { checkIfMatch, checkItem } from "./check-item.ts";
import { type Engine } from "./engine.ts";
import { type Outcome } from "./outcome.ts";
import { type Document } from "./partition.ts";
import { type Staging } from "./staging.ts";
import { uniqueViolation } from "./unique-keys.ts";

/** Stages the next version of an item, when it is small enough and takes nobody's unique value. */
export function stageVersion(
  engine: Engine,
  staging: Staging,
  item: JsonObject,
  previous: Document | null,
): Document | Refusal {
  const { container, logical, lsn } = staging;
  const document = buildDocument(engine, container, item, { logical, lsn, previous });
  if (document.sizeBytes > ITEM_SIZE_MAX_BYTES) return tooLarge();
  if (staging.violatesUniqueKey(document, previous)) return uniqueViolation();
  staging.put(document);
  return document;
}

export function replaceWork(staging: Staging, before: Document, after: Document): ReplaceWork {
  return {
    oldSizeBytes: before.sizeBytes,
    newSizeBytes: after.sizeBytes,
    changedValues: staging.container.settings.indexPolicy.countChanged(before.json, after.json),
  };
}

/** A new item; 409 when its id is taken. If-Match means nothing here, as in the service. */
export function createItem(engine: Engine, staging: Staging, body: Json | undefined): Outcome | Refusal {
  const named = checkItem(staging, body);
  if (named instanceof Refusal) return named;
  if (staging.find(named.id) !== null) return conflict();
  const document = stageVersion(engine, staging, named.item, null);
  if (document instanceof Refusal) return document;
  const indexedValues = staging.container.settings.indexPolicy.count(document.json);
  return { status: 201, document, chargeRu: insertCharge(document.sizeBytes, indexedValues) };
}

type ReplaceRequest = {
  /** The item to replace; its body must carry the same id. */
  readonly id: string;
  readonly body: Json | undefined;
  readonly ifMatch: string | null;
};

/** A new version of an item; 404 when there is none, 412 when it is not the version that If-Match names. */
export function replaceItem(engine: Engine, staging: Staging, request: ReplaceRequest): Outcome | Refusal {
  const named = checkItem(staging, request.body);
  if (named instanceof Refusal) return named;
  const current = staging.find(request.id);
  if (current === null) return notFound();
  const stale = checkIfMatch(request.ifMatch, current);
  if (stale !== null) return stale;
  if (named.id !== request.id) {
    return staging.find(named.id) === null ? badRequest("The id of a document cannot be changed.") : conflict();
  }
  const document = stageVersion(engine, staging, named.item, current);
  if (document instanceof Refusal) return document;
  return { status: 200, document, chargeRu: replaceCharge(replaceWork(staging, current, document)) };
}

/** A replace where there is such an item, a create where there is none. */
export function upsertItem(
  engine: Engine,
  staging: Staging,
  request: { readonly body: Json | undefined; readonly ifMatch: string | null },
): Outcome | Refusal {
  const named = checkItem(staging, request.body);
  if (named instanceof Refusal) return named;
  return staging.find(named.id) === null
    ? createItem(engine, staging, request.body)
    : replaceItem(engine, staging, { id: named.id, ...request });
}
