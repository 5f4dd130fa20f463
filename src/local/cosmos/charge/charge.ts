/**
 * Request charges, fitted to what the service publishes and to recorded replies of a hosted account. They are a
 * model: of the right size, and moving the right way, but not the service's own figures to the last digit.
 *
 * - A point read of 1 KB is 1 RU, of 100 KB about 10 (published). It needs no query engine and no index.
 * - An insert of 1 KB with a handful of indexed values is 5 to 6 RU (published: about 5 without indexing, 6 with
 *   fewer than 5 properties): 4.95 for the document and 0.2 for every indexed value.
 * - A replace writes the old version's absence and the new version: about twice an insert, 10 RU for 1 KB, and 0.4 for
 *   every indexed value that changed. A patch is a replace and a little for each operation. A delete costs an insert.
 * - A query is 2.25 RU and 0.09 for each KB of documents that it loaded (fitted: 1 row 2.26, 1,000 rows 17.16).
 * - Reads under Strong or Bounded Staleness consistency ask two replicas: double (published). Writes cost the same.
 */
const SIZES_KB = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const READ_RU = [1, 1.04, 1.14, 1.33, 1.67, 2.19, 4.76, 9.95, 20.28, 40.95, 145.9, 291.8];
const WRITE_RU = [4.95, 6.29, 6.67, 7.04, 9.52, 11.23, 22.67, 48.19, 98.29, 184.57, 625, 1250];
const INDEXED_VALUE_RU = 0.2;
const CHANGED_VALUE_RU = 0.4;
const PATCH_OPERATION_RU = 0.4;
const QUERY_BASE_RU = 2.25;
const QUERY_KB_RU = 0.09;
const STRONG_READ_FACTOR = 2;

/** Reading a missing item, an empty change feed page. */
export const MISS_CHARGE_RU = 1;
/** Changing a definition. */
export const DEFINITION_WRITE_CHARGE_RU = 4.95;
export const DEFINITION_READ_CHARGE_RU = 2;

/** The figure between the two table columns that the size lies between. */
function interpolate(table: readonly number[], sizeBytes: number): number {
  const sizeKb = sizeBytes / 1024;
  const upper = SIZES_KB.findIndex((limit) => sizeKb <= limit);
  if (upper === 0) return table[0] ?? 0;
  if (upper < 0) return table.at(-1) ?? 0;
  const lowKb = SIZES_KB[upper - 1] ?? 0;
  const highKb = SIZES_KB[upper] ?? 0;
  const low = table[upper - 1] ?? 0;
  const high = table[upper] ?? 0;
  return low + ((high - low) * (sizeKb - lowKb)) / (highKb - lowKb);
}

/** Charges are told to two decimals. */
export const roundRu = (chargeRu: number): number => Math.round(chargeRu * 100) / 100;

export const readCharge = (sizeBytes: number): number => roundRu(interpolate(READ_RU, sizeBytes));

/** An insert; a delete costs the same, because the same index entries go. */
export const insertCharge = (sizeBytes: number, indexedValues: number): number =>
  roundRu(interpolate(WRITE_RU, sizeBytes) + INDEXED_VALUE_RU * indexedValues);

export type ReplaceWork = {
  readonly oldSizeBytes: number;
  readonly newSizeBytes: number;
  readonly changedValues: number;
};

export const replaceCharge = (work: ReplaceWork): number =>
  roundRu(
    interpolate(WRITE_RU, work.oldSizeBytes) +
      interpolate(WRITE_RU, work.newSizeBytes) +
      CHANGED_VALUE_RU * work.changedValues,
  );

export const patchCharge = (work: ReplaceWork, operations: number): number =>
  roundRu(replaceCharge(work) + PATCH_OPERATION_RU * operations);

export const queryCharge = (loadedBytes: number): number => roundRu(QUERY_BASE_RU + QUERY_KB_RU * (loadedBytes / 1024));

export const CONSISTENCY_LEVELS = ["Strong", "BoundedStaleness", "Session", "ConsistentPrefix", "Eventual"] as const;
export type ConsistencyLevel = (typeof CONSISTENCY_LEVELS)[number];

/** What a read costs under the level it was made with. */
export function readChargeAt(level: ConsistencyLevel, chargeRu: number): number {
  const strong = level === "Strong" || level === "BoundedStaleness";
  return strong ? roundRu(chargeRu * STRONG_READ_FACTOR) : chargeRu;
}
