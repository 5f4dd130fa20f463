import { isJsonObject, parseJson, valueAt } from "#local/cosmos/json.ts";
import { isPartitionKeyValue, type PartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { PARTITION_KEY_SIZE_MAX_BYTES } from "#local/cosmos/limits.ts";
import { badRequest, PARTITION_KEY_MISMATCH, Refusal } from "#local/cosmos/refusal.ts";
import { isArray, type JsonObject } from "#local/cosmos/sql/value.ts";

/** The canonical text of a key: what logical partitions are found by. `{}` stands for a missing level. */
export const keyTextOf = (values: readonly PartitionKeyValue[]): string =>
  JSON.stringify(values.map((value) => (value === undefined ? {} : value)));

/** The key that an item's own properties say, or 400 where one of them is an object or an array. */
export function keyOfItem(
  item: JsonObject,
  paths: readonly (readonly string[])[],
): readonly PartitionKeyValue[] | Refusal {
  const values: PartitionKeyValue[] = [];
  for (const path of paths) {
    const value = valueAt(item, path);
    if (!isPartitionKeyValue(value)) return badRequest("Partition key must be a scalar value.");
    values.push(value);
  }
  return values;
}

/** The key in a request's header: JSON text of an array. An empty object stands for a missing level. */
export function keyOfHeader(text: string): readonly PartitionKeyValue[] | Refusal {
  if (text.length > PARTITION_KEY_SIZE_MAX_BYTES * 2) return badRequest("The partition key is too long.");
  const parsed = parseJson(text);
  if (parsed instanceof Refusal || !isArray(parsed)) {
    return badRequest("The partition key header must be a JSON array.");
  }
  return parsed.map((value) => (isJsonObject(value) || !isPartitionKeyValue(value) ? undefined : value));
}

/** Refuses a key with fewer levels than the container's definition: an item is named by the whole key. */
export function fullKeyOfHeader(text: string | null, levels: number): readonly PartitionKeyValue[] | Refusal {
  const values = text === null ? [] : keyOfHeader(text);
  if (values instanceof Refusal) return values;
  if (values.length === levels) return values;
  return badRequest(
    "The partition key supplied in x-ms-partitionkey header has fewer components than defined in the the collection.",
    PARTITION_KEY_MISMATCH,
  );
}
