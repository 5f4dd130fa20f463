import { valueAt } from "#local/cosmos/json.ts";
import { conflict, type Refusal } from "#local/cosmos/refusal.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";

type UniqueKey = readonly (readonly string[])[];

/** What an item holds under a unique key, as text. A missing property counts as null, as in the service. */
export const uniqueValueOf = (item: JsonObject, key: UniqueKey): string =>
  JSON.stringify(key.map((path) => valueAt(item, path) ?? null));

export const uniqueViolation = (): Refusal =>
  conflict("Entity with the specified id already exists in the system. Unique index constraint violation.");
