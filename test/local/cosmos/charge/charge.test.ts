import { expect, test } from "vitest";
import { insertCharge, queryCharge, readCharge, readChargeAt, replaceCharge } from "#local/cosmos/charge/charge.ts";
import { emptyBucket, spend, waitFor } from "#local/cosmos/charge/token-bucket.ts";

const KB = 1024;

test("[LC50] a point read of 1 KB is 1 RU and one of 100 KB about 10, double under Strong", () => {
  expect(readCharge(KB)).toBe(1);
  expect(readCharge(200)).toBe(1);
  expect(readCharge(100 * KB)).toBeGreaterThan(6);
  expect(readCharge(100 * KB)).toBeLessThan(11);
  expect(readChargeAt("Strong", 1)).toBe(2);
  expect(readChargeAt("BoundedStaleness", 1)).toBe(2);
  for (const level of ["Session", "ConsistentPrefix", "Eventual"] as const) expect(readChargeAt(level, 1)).toBe(1);
});

test("[LC50] an insert of 1 KB with a few indexed values is 5 to 6 RU, a replace about 10", () => {
  expect(insertCharge(KB, 0)).toBeCloseTo(4.95);
  expect(insertCharge(KB, 5)).toBeGreaterThan(5);
  expect(insertCharge(KB, 5)).toBeLessThan(6);
  const replace = replaceCharge({ oldSizeBytes: KB, newSizeBytes: KB, changedValues: 1 });
  expect(replace).toBeGreaterThan(9.5);
  expect(replace).toBeLessThan(11);
});

test("[LC50] a query is charged for what it loads: 1 row about 2.3 RU, 1,000 small rows about 17", () => {
  expect(queryCharge(170)).toBeCloseTo(2.26, 1);
  expect(queryCharge(1000 * 170)).toBeCloseTo(17.16, 0);
});

test("[LC50] a charge never falls as the item grows", () => {
  let last = 0;
  for (let sizeBytes = 0; sizeBytes <= 2100 * KB; sizeBytes += 777) {
    const charge = readCharge(sizeBytes) + insertCharge(sizeBytes, 0);
    expect(charge).toBeGreaterThanOrEqual(last);
    last = charge;
  }
});

test("[LC51] a bucket serves until it is empty, says how long to wait, and is full again after a second", () => {
  const bucket = emptyBucket();
  expect(waitFor(bucket, 400, 1000)).toBeNull();
  spend(bucket, 390);
  expect(waitFor(bucket, 400, 1000)).toBeNull();
  spend(bucket, 30);
  const waitMs = waitFor(bucket, 400, 1000);
  expect(waitMs).toBe(53);
  expect(waitFor(bucket, 400, 1049)).not.toBeNull();
  expect(waitFor(bucket, 400, 1000 + (waitMs ?? 0))).toBeNull();
  expect(waitFor(bucket, 400, 60_000)).toBeNull();
  expect(bucket.budgetRu).toBe(400);
});

test("[LC51] a clock that goes back gives nothing away", () => {
  const bucket = emptyBucket();
  waitFor(bucket, 100, 10_000);
  spend(bucket, 150);
  expect(waitFor(bucket, 100, 5000)).not.toBeNull();
  expect(waitFor(bucket, 100, 5400)).not.toBeNull();
  expect(waitFor(bucket, 100, 5600)).toBeNull();
});
