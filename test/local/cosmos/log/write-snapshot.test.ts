import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { snapshotPath } from "#local/cosmos/log/log-files.ts";
import { readFrames } from "#local/cosmos/log/read-frames.ts";
import { writeSnapshot } from "#local/cosmos/log/write-snapshot.ts";
import { temporaryFolder } from "../support/folder.ts";

const ENTRIES = Array.from({ length: 2000 }, (_, n) => `${n}${"x".repeat(500)}`);

test("[LC5] a snapshot is in force only when it is whole, and when what it shows is in the segments too", async () => {
  const folder = temporaryFolder();
  const path = snapshotPath(folder, 2);
  const inForceWhenSettled: boolean[] = [];
  const settled = () => {
    inForceWhenSettled.push(existsSync(path));
    return Promise.resolve();
  };
  const sizeBytes = await writeSnapshot({ folder, number: 2, fsync: true, settled, isStopped: () => false }, ENTRIES);
  expect(inForceWhenSettled).toEqual([false]);
  const entries: string[] = [];
  expect(readFrames(path, false, (entry) => entries.push(entry))).toBe(sizeBytes);
  expect(entries).toEqual(ENTRIES);
});

test("[LC5] a snapshot that is stopped leaves nothing behind", async () => {
  const folder = temporaryFolder();
  let asked = 0;
  const isStopped = () => (asked += 1) > 2;
  const settled = () => Promise.resolve();
  expect(await writeSnapshot({ folder, number: 2, fsync: false, settled, isStopped }, ENTRIES)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});
