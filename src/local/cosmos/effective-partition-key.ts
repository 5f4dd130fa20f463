import { type Value } from "#local/cosmos/sql/value.ts";
import { murmurHash128 } from "./murmur-hash.ts";

/** One level of a partition key; `undefined` is a document without that property. */
export type PartitionKeyValue = string | number | boolean | null | undefined;

/** True for what a partition key can hold: objects and arrays it cannot. */
export function isPartitionKeyValue(value: Value): value is PartitionKeyValue {
  return value === null || typeof value !== "object";
}

/** The smallest and the largest bound of the hash space, as the service writes them. */
export const EPK_MIN = "";
export const EPK_MAX = "FF";

function encodeValue(value: PartitionKeyValue): Buffer {
  if (typeof value === "string") {
    return Buffer.concat([Buffer.from([0x08]), Buffer.from(value, "utf8"), Buffer.from([0xff])]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9);
    bytes[0] = 0x05;
    bytes.writeDoubleLE(value, 1);
    return bytes;
  }
  if (value === undefined) return Buffer.from([0x00]);
  if (value === null) return Buffer.from([0x01]);
  return Buffer.from([value ? 0x03 : 0x02]);
}

function hashValues(values: readonly PartitionKeyValue[]): string {
  const { low, high } = murmurHash128(Buffer.concat(values.map(encodeValue)));
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(low, 0);
  bytes.writeBigUInt64LE(high, 8);
  bytes.reverse();
  // The two highest bits stay free, so that every hash sorts below "FF".
  bytes.writeUInt8(bytes.readUInt8(0) & 0x3f, 0);
  return bytes.toString("hex").toUpperCase();
}

/**
 * Where a partition key lies in the hash space: version 2 for a single path; one hash per level, joined, for a
 * hierarchical key (so a prefix of levels is a prefix of the text).
 */
export function effectivePartitionKey(values: readonly PartitionKeyValue[], hierarchical: boolean): string {
  return hierarchical ? values.map((value) => hashValues([value])).join("") : hashValues(values);
}

/** `count` equal slices of the hash space: the ranges of a container's physical partitions. */
export function sliceHashSpace(count: number): readonly { readonly min: string; readonly max: string }[] {
  const cut = (index: number): string =>
    Math.floor((0x40000000 * index) / count)
      .toString(16)
      .toUpperCase()
      .padStart(8, "0")
      .padEnd(32, "0");
  return Array.from({ length: count }, (_, index) => ({
    min: index === 0 ? EPK_MIN : cut(index),
    max: index === count - 1 ? EPK_MAX : cut(index + 1),
  }));
}
