import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommitLog } from "#local/cosmos/log/commit-log.ts";
import { temporaryFolder } from "../support/folder.ts";

/** A map whose changes are logged: the smallest thing that a log can hold. */
function openMap(folder: string, compactMinBytes: number) {
  const map = new Map<string, string>();
  const apply = (entry: string) => {
    const [key = "", value = ""] = entry.split("=");
    map.set(key, value);
  };
  const snapshot = () => Array.from(map, ([key, value]) => `${key}=${value}`);
  const log = new CommitLog({ folder, fsync: false, replay: apply, snapshot, compactMinBytes });
  const set = (key: string, value: string) => {
    apply(`${key}=${value}`);
    return log.append(`${key}=${value}`);
  };
  return { map, log, set };
}

const sizeOf = (folder: string) =>
  readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

test("[LC5] overwriting the same data for ever keeps the folder small, and nothing is lost", async () => {
  const folder = temporaryFolder();
  const compactMinBytes = 64 * 1024;
  const { set, log, map } = openMap(folder, compactMinBytes);
  const value = "x".repeat(1000);
  let largestBytes = 0;
  for (let round = 0; round < 40; round++) {
    await Promise.all(Array.from({ length: 25 }, (_, key) => set(`k${key}`, `${round}${value}`)));
    largestBytes = Math.max(largestBytes, sizeOf(folder));
  }
  await log.close();
  // A million bytes were written; the live ones are 25,000.
  expect(largestBytes).toBeLessThan(compactMinBytes * 4);
  const again = openMap(folder, compactMinBytes);
  expect(again.map).toEqual(map);
  await again.log.close();
});

test("[LC5] what is written while a snapshot is made is not lost, and a folder can be opened again and again", async () => {
  const folder = temporaryFolder();
  const expected = new Map<string, string>();
  for (let opening = 0; opening < 5; opening++) {
    const { set, log, map } = openMap(folder, 2000);
    expect(map).toEqual(expected);
    const writes: Promise<void>[] = [];
    for (let n = 0; n < 200; n++) {
      expected.set(`k${n % 30}`, `${opening}-${n}`);
      writes.push(set(`k${n % 30}`, `${opening}-${n}`));
      if (n % 10 === 0) await writes.at(-1);
    }
    await Promise.all(writes);
    await log.close();
  }
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
