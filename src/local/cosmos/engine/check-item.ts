import { ITEM_ID_MAX_LENGTH } from "#local/cosmos/limits.ts";
import { isJsonObject } from "#local/cosmos/json.ts";
import {
  badRequest,
  invalidPayload,
  PARTITION_KEY_MISMATCH,
  preconditionFailed,
  Refusal,
} from "#local/cosmos/refusal.ts";
import { type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { keyOfItem, keyTextOf } from "./partition-key.ts";
import { type Document } from "./partition.ts";
import { type Staging } from "./staging.ts";

type NamedItem = { readonly id: string; readonly item: JsonObject };

function checkTtl(ttl: Json | undefined): Refusal | null {
  if (ttl === undefined || ttl === -1) return null;
  if (typeof ttl === "number" && Number.isInteger(ttl) && ttl > 0) return null;
  return badRequest("The input ttl is invalid. Ensure to provide a nonzero positive integer or -1.");
}

/** The body of a write as an item with a sound id, in the partition that the request names. */
export function checkItem(staging: Staging, body: Json | undefined): NamedItem | Refusal {
  if (!isJsonObject(body)) return invalidPayload();
  const id = body["id"];
  if (typeof id !== "string" || id === "" || id.length > ITEM_ID_MAX_LENGTH || /[/\\#]/.test(id)) {
    return badRequest(
      "The input content is invalid because the required properties - 'id; ' - are missing or not valid.",
    );
  }
  const key = keyOfItem(body, staging.container.settings.keyPaths);
  if (key instanceof Refusal) return key;
  if (keyTextOf(key) !== staging.logical.keyText) {
    return badRequest(
      "PartitionKey extracted from document doesn't match the one specified in the header.",
      PARTITION_KEY_MISMATCH,
    );
  }
  return checkTtl(body["ttl"]) ?? { id, item: body };
}

/** 412 unless the item is still the version that the request names. */
export function checkIfMatch(ifMatch: string | null, current: Document): Refusal | null {
  return ifMatch === null || ifMatch === "*" || ifMatch === current.etag ? null : preconditionFailed();
}
