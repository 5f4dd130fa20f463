const DATABASE_BASE = 0x10000000;
const CONTAINER_BASE = 0x80000000;
const DATABASE_BYTES = 4;
const CONTAINER_BYTES = 8;
const DOCUMENT_BYTES = 16;

/** Base64 as the service writes it in a `_rid`: a dash in the place of the slash, which would split a path. */
const toText = (bytes: Buffer): string => bytes.toString("base64").replaceAll("/", "-");
const toBytes = (rid: string): Buffer => Buffer.from(rid.replaceAll("-", "/"), "base64");

export function databaseRid(number: number): string {
  const bytes = Buffer.alloc(DATABASE_BYTES);
  bytes.writeUInt32BE(DATABASE_BASE + number);
  return toText(bytes);
}

/** A container's `_rid` begins with its database's. */
export function containerRid(ridOfDatabase: string, number: number): string {
  const bytes = Buffer.alloc(CONTAINER_BYTES);
  toBytes(ridOfDatabase).copy(bytes);
  bytes.writeUInt32BE(CONTAINER_BASE + number, DATABASE_BYTES);
  return toText(bytes);
}

/** An item's `_rid` begins with its container's and ends in its sequence, so their orders are one. */
export function documentRid(ridOfContainer: string, sequence: number): string {
  const bytes = Buffer.alloc(DOCUMENT_BYTES);
  toBytes(ridOfContainer).copy(bytes);
  bytes.writeBigUInt64LE(BigInt(sequence), CONTAINER_BYTES);
  return toText(bytes);
}

/** The sequence that an item's `_rid` names, or null when it is not one of this container's. */
export function sequenceOfRid(ridOfContainer: string, rid: string): number | null {
  const bytes = toBytes(rid);
  if (bytes.length !== DOCUMENT_BYTES) return null;
  if (!bytes.subarray(0, CONTAINER_BYTES).equals(toBytes(ridOfContainer))) return null;
  return Number(bytes.readBigUInt64LE(CONTAINER_BYTES));
}

/** An offer's `_rid` is the tail of its container's or database's. */
export const offerRid = (ridOfResource: string): string => ridOfResource.replaceAll("=", "").slice(-4);
